using System.Net;

namespace VsphereConnector.Server.Api;

/// <summary>Counts failed logons by address: after <see cref="Allowed"/> within a minute the address waits for the rest of it.</summary>
internal sealed class FailedLogons(TimeProvider time)
{
    public const int Allowed = 20;

    private const int MostAddresses = 10_000;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, (DateTimeOffset Since, int Count)> _addresses = [];

    /// <summary>How long <paramref name="address"/> must wait; null where it may try.</summary>
    public TimeSpan? MustWait(IPAddress address)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            return _addresses.TryGetValue(address, out var seen) && seen.Count >= Allowed && seen.Since + Window > now
                ? seen.Since + Window - now
                : null;
        }
    }

    public void Add(IPAddress address)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (_addresses.Count >= MostAddresses)
            {
                Forget(now);
            }

            _addresses[address] = _addresses.TryGetValue(address, out var seen) && seen.Since + Window > now
                ? (seen.Since, seen.Count + 1)
                : (now, 1);
        }
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var (address, seen) in _addresses)
        {
            if (seen.Since + Window <= now)
            {
                _addresses.Remove(address);
            }
        }

        if (_addresses.Count >= MostAddresses)
        {
            _addresses.Clear();
        }
    }
}
