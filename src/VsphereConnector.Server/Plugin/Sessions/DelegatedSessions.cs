namespace VsphereConnector.Server.Plugin.Sessions;

/// <summary>
/// The open sessions of users, each shared by all requests under the same token. Those that nobody used for a while are logged out; one
/// that is used all the time is replaced now and then, for only a new ticket shows that the client is still logged in.
/// </summary>
internal sealed class DelegatedSessions(TimeProvider time)
{
    public static readonly TimeSpan IdleLimit = TimeSpan.FromMinutes(10);

    /// <summary>The one that was used longest ago gives way.</summary>
    public const int Most = 200;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    private readonly Lock _gate = new();
    private readonly Dictionary<SessionKey, Entry> _entries = [];
    private readonly List<Task> _logouts = [];

    /// <summary>The open session of this key, or the one that <paramref name="open"/> opens: for any number of callers at once it runs once.</summary>
    public async Task<DelegatedSession> GetAsync(SessionKey key, Func<Task<DelegatedSession>> open, CancellationToken cancellationToken)
    {
        Entry entry;
        lock (_gate)
        {
            entry = Find(key) ?? Add(key, open);
            entry.LastUsed = time.GetUtcNow();
        }

        return await entry.Opening.Value.WaitAsync(cancellationToken);
    }

    /// <summary>Whether there is a session of this key, or one is being opened.</summary>
    public bool Has(SessionKey key)
    {
        lock (_gate)
        {
            return Find(key) is not null;
        }
    }

    /// <summary>Drops a session that vCenter does not know any more.</summary>
    public void Drop(DelegatedSession session)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(session.Key, out var entry) && entry.Session == session)
            {
                End(entry);
            }
        }
    }

    /// <summary>Logs out what nobody used for <see cref="IdleLimit"/>.</summary>
    public async Task EndIdleAsync()
    {
        lock (_gate)
        {
            foreach (var entry in _entries.Values.Where(IsOver).ToList())
            {
                End(entry);
            }
        }

        await Logouts();
    }

    /// <summary>Logs everybody out.</summary>
    public async Task EndAllAsync()
    {
        lock (_gate)
        {
            foreach (var entry in _entries.Values.ToList())
            {
                End(entry);
            }
        }

        await Logouts();
    }

    private Entry? Find(SessionKey key)
    {
        if (!_entries.TryGetValue(key, out var entry))
        {
            return null;
        }

        if (!IsOver(entry) && entry.OpenedAt + Lifetime > time.GetUtcNow())
        {
            return entry;
        }

        End(entry);
        return null;
    }

    private Entry Add(SessionKey key, Func<Task<DelegatedSession>> open)
    {
        while (_entries.Count >= Most)
        {
            End(_entries.Values.MinBy(entry => entry.LastUsed)!);
        }

        var now = time.GetUtcNow();
        Entry added = null!;
        added = new Entry(key, new Lazy<Task<DelegatedSession>>(() => OpenAsync(added, open)), now) { LastUsed = now };
        return _entries[key] = added;
    }

    // What failed is forgotten, so that the next request tries again.
    private async Task<DelegatedSession> OpenAsync(Entry entry, Func<Task<DelegatedSession>> open)
    {
        try
        {
            return await open();
        }
        catch
        {
            lock (_gate)
            {
                if (_entries.TryGetValue(entry.Key, out var current) && current == entry)
                {
                    _entries.Remove(entry.Key);
                }
            }

            throw;
        }
    }

    private bool IsOver(Entry entry) => entry.LastUsed + IdleLimit <= time.GetUtcNow();

    private void End(Entry entry)
    {
        _entries.Remove(entry.Key);
        _logouts.RemoveAll(logout => logout.IsCompleted);
        _logouts.Add(LogOutAsync(entry));
    }

    private static async Task LogOutAsync(Entry entry)
    {
        await Task.Yield();
        try
        {
            await (await entry.Opening.Value).DisposeAsync();
        }
#pragma warning disable CA1031 // It was never opened; those who waited for it were told why.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    private Task Logouts()
    {
        lock (_gate)
        {
            return Task.WhenAll(_logouts);
        }
    }

    private sealed class Entry(SessionKey key, Lazy<Task<DelegatedSession>> opening, DateTimeOffset openedAt)
    {
        public SessionKey Key => key;

        public Lazy<Task<DelegatedSession>> Opening => opening;

        public DateTimeOffset OpenedAt => openedAt;

        public DateTimeOffset LastUsed { get; set; }

        public DelegatedSession? Session => opening is { IsValueCreated: true, Value.IsCompletedSuccessfully: true } ? opening.Value.Result : null;
    }
}
