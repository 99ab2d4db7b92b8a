namespace VsphereConnector.Server.Audit;

/// <summary>What makes two refusals the same.</summary>
internal sealed record RepeatedRefusal(string Actor, string? Address, string Action, string? Code, string? FirstTarget, int TargetCount)
{
    public static RepeatedRefusal Of(AuditEntry entry) =>
        new(entry.Actor, entry.Address, entry.Action, entry.Code, entry.Targets.Count > 0 ? entry.Targets[0].Name : null, entry.TargetCount);
}

/// <summary>
/// Of the same refusals one in a minute is recorded, with the number of those that were left out since the one before; of all refusals
/// from one address at most <see cref="MostOfAddress"/> in a minute.
/// </summary>
internal sealed class RepeatedRefusals(TimeProvider time)
{
    public const int MostOfAddress = 300;

    private const int Most = 10_000;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<RepeatedRefusal, (DateTimeOffset Since, int LeftOut)> _recent = [];
    private readonly Dictionary<string, int> _ofAddress = new(StringComparer.Ordinal);
    private DateTimeOffset _countedSince;

    /// <summary>How many were left out since the last one that was recorded; null where this one is to be left out too.</summary>
    public int? Count(RepeatedRefusal refusal)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (_recent.TryGetValue(refusal, out var seen) && seen.Since + Window > now)
            {
                _recent[refusal] = seen with { LeftOut = seen.LeftOut + 1 };
                return null;
            }

            if (!HasTurn(refusal.Address ?? "", now))
            {
                return null;
            }

            MakeRoom(now);
            _recent[refusal] = (now, 0);
            return seen.LeftOut;
        }
    }

    private bool HasTurn(string address, DateTimeOffset now)
    {
        if (_countedSince + Window <= now || _ofAddress.Count >= Most)
        {
            _countedSince = now;
            _ofAddress.Clear();
        }

        _ofAddress[address] = _ofAddress.GetValueOrDefault(address) + 1;
        return _ofAddress[address] <= MostOfAddress;
    }

    private void MakeRoom(DateTimeOffset now)
    {
        if (_recent.Count < Most)
        {
            return;
        }

        foreach (var (refusal, _) in _recent.Where(entry => entry.Value.Since + Window <= now))
        {
            _recent.Remove(refusal);
        }

        if (_recent.Count >= Most)
        {
            _recent.Clear();
        }
    }
}
