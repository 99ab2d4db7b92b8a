namespace VsphereConnector.Server.Channels.Ssh;

/// <summary>
/// Connections that several users share: whoever wants one to the same account of the same machine gets the one that is there, or waits for
/// the one that is being opened. So a machine is logged on to once, and a wrong password is tried once. Unused ones end after a while.
/// </summary>
internal sealed class SharedConnections(Func<SshTarget, CancellationToken, Task<SshConnection>> open, TimeSpan idleLimit, TimeProvider time) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Key, Shared> _shared = [];

    public async Task<SshLease> RentAsync(SshTarget target, CancellationToken cancellationToken)
    {
        var shared = Take(target);
        try
        {
            return new SshLease(await shared.Opening.WaitAsync(cancellationToken), () => ReleaseAsync(shared));
        }
        catch
        {
            await ReleaseAsync(shared);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        List<Shared> all;
        lock (_gate)
        {
            all = [.. _shared.Values];
            _shared.Clear();
        }

        foreach (var shared in all)
        {
            await shared.DisposeAsync();
        }
    }

    private Shared Take(SshTarget target)
    {
        var key = Key.Of(target);
        lock (_gate)
        {
            if (!_shared.TryGetValue(key, out var shared) || !shared.IsGoodFor(target))
            {
                _shared[key] = shared = new Shared(key, cancelled => Task.Run(() => open(target, cancelled), CancellationToken.None));
            }

            shared.Users++;
            shared.Idle?.Dispose();
            shared.Idle = null;
            return shared;
        }
    }

    private async ValueTask ReleaseAsync(Shared shared)
    {
        lock (_gate)
        {
            if (--shared.Users > 0)
            {
                return;
            }

            var isCurrent = _shared.TryGetValue(shared.Key, out var current) && current == shared;
            if (isCurrent && shared.IsOpen)
            {
                shared.Idle = time.CreateTimer(_ => _ = EndIdleAsync(shared), null, idleLimit, Timeout.InfiniteTimeSpan);
                return;
            }

            if (isCurrent)
            {
                _shared.Remove(shared.Key);
            }
        }

        await shared.DisposeAsync();
    }

    private async Task EndIdleAsync(Shared shared)
    {
        lock (_gate)
        {
            if (shared.Users > 0)
            {
                return;
            }

            if (_shared.TryGetValue(shared.Key, out var current) && current == shared)
            {
                _shared.Remove(shared.Key);
            }
        }

        await shared.DisposeAsync();
    }

    /// <summary>What makes connections the same; the pinned keys may have changed meanwhile.</summary>
    private sealed record Key(string Host, int Port, string User, SshAuthentication Authentication, Key? Jump)
    {
        public static Key Of(SshTarget target) => new(
            target.Host, target.Port, target.User, target.Authentication, target.Jump is { } jump ? Of(jump) : null);
    }

    private sealed class Shared : IAsyncDisposable
    {
        private readonly CancellationTokenSource _abandoned = new();
        private int _disposed;

        public Shared(Key key, Func<CancellationToken, Task<SshConnection>> open)
        {
            Key = key;
            Opening = open(_abandoned.Token);
        }

        public Key Key { get; }

        public Task<SshConnection> Opening { get; }

        public int Users { get; set; }

        public ITimer? Idle { get; set; }

        public bool IsOpen => Opening.IsCompletedSuccessfully && Opening.Result is { IsOutdated: false, Ended.IsCompleted: false };

        public bool IsGoodFor(SshTarget target) => Opening.IsCompleted
            ? IsOpen && (target.HostKeys.Known.Count == 0 || Opening.Result.Target.HostKeys.Known.All(target.HostKeys.Known.Contains))
            : !_abandoned.IsCancellationRequested;

        public async ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 1)
            {
                return;
            }

            Idle?.Dispose();
            await _abandoned.CancelAsync();
            try
            {
                await (await Opening).DisposeAsync();
            }
            catch (Exception exception) when (exception is SshException or OperationCanceledException)
            {
                // Whoever waited for it was told.
            }
        }
    }
}

/// <summary>The use of a shared connection.</summary>
internal sealed class SshLease(SshConnection connection, Func<ValueTask> release) : IAsyncDisposable
{
    private int _released;

    public SshConnection Connection => connection;

    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _released, 1) == 0 ? release() : ValueTask.CompletedTask;
}
