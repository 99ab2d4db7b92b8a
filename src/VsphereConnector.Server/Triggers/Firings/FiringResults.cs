using System.Data.Common;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Storage;
using VsphereConnector.Server.Triggers.Rules;

namespace VsphereConnector.Server.Triggers.Firings;

/// <summary>Ends firings whose operation has ended, or has them wait for a retry.</summary>
internal sealed class FiringResults(Database database, TimeProvider time)
{
    private const int AtOnce = 500;

    public async Task SettleAsync(RuleSet rules, CancellationToken cancellationToken)
    {
        var ended = await database.ReadAsync(connection => FiringTable.WithEndedOperation(connection, AtOnce), cancellationToken);
        if (ended.Count > 0)
        {
            var now = time.GetUtcNow();
            await database.WriteAsync(
                connection => ended.Count(entry => Settle(connection, entry.Firing, entry.Operation, rules.Find(entry.Firing.RuleId), now)), cancellationToken);
        }
    }

    private static bool Settle(DbConnection connection, Firing firing, Operation? operation, Rule? rule, DateTimeOffset now) => operation?.State switch
    {
        null => FiringTable.End(connection, firing, FiringState.Failed, FiringReasons.OperationGone(), now),
        OperationState.Success => FiringTable.End(connection, firing, FiringState.Succeeded, null, now),
        OperationState.Cancelled => FiringTable.End(connection, firing, FiringState.Cancelled, null, now),
        _ when NextTry(firing, operation, rule, now) is { } next => FiringTable.Wait(connection, firing, next, operation.Error!),
        _ => FiringTable.End(connection, firing, FiringState.Failed, operation.Error, now),
    };

    private static DateTimeOffset? NextTry(Firing firing, Operation operation, Rule? rule, DateTimeOffset now) =>
        FiringReasons.MayBeTriedAgain(operation.Error)
        && now + rule?.Definition.Retries.After(firing.Tries) is { } next
        && next < firing.ExpiresAt
            ? next
            : null;
}
