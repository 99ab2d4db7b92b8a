namespace VsphereConnector.Server.Plugin.Sessions;

/// <summary>Tokens that vCenter has just refused: a page that keeps asking with one makes no call and counts as one failure.</summary>
internal sealed class RefusedTokens(TimeProvider time)
{
    private const int Most = 10_000;
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<SessionKey, DateTimeOffset> _until = [];

    public bool Contains(SessionKey key)
    {
        lock (_gate)
        {
            return _until.TryGetValue(key, out var until) && until > time.GetUtcNow();
        }
    }

    public void Add(SessionKey key)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (_until.Count >= Most)
            {
                foreach (var (old, _) in _until.Where(entry => entry.Value <= now))
                {
                    _until.Remove(old);
                }
            }

            if (_until.Count < Most)
            {
                _until[key] = now + Remembered;
            }
        }
    }
}
