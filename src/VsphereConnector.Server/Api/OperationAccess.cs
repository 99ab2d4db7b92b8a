using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Plugin;
using VsphereConnector.Server.Plugin.Authorization;
using VsphereConnector.Server.Storage;

namespace VsphereConnector.Server.Api;

/// <summary>Shows callers the operations on what they may view.</summary>
internal sealed class OperationAccess(Database database, OperationLedger ledger, VisibilityReader visibility, TargetAuthorization authorization)
{
    public async Task<SeenPage<Operation>> ListAsync(Caller caller, OperationFilter filter, CancellationToken cancellationToken)
    {
        var sees = await visibility.OfAsync(caller, cancellationToken);
        return await SeenPages.ReadAsync(
            filter.Limit,
            sees.IsLimited ? operation => sees.Sees(operation.Target) : null,
            (before, limit) => database.ReadAsync(
                connection => OperationQueries.List(connection, filter with { Before = before ?? filter.Before, Limit = limit }), cancellationToken),
            operation => operation.Sequence);
    }

    /// <exception cref="RequestProblemException">There is none, or the caller may not see it.</exception>
    public async Task<Operation> ViewAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        var operation = await FindAsync(id, cancellationToken);
        return await visibility.SeesAsync(caller, operation.Target, cancellationToken)
            ? operation
            : throw new RequestProblemException(Problems.PrivilegeMissing($"{operation.Target}", [PluginPrivilege.View]));
    }

    /// <summary>Tells by their ids which operations the caller may see; null where that is so for all.</summary>
    public async Task<Func<Guid, ValueTask<bool>>?> SightAsync(Caller caller, CancellationToken cancellationToken)
    {
        var sees = await visibility.OfAsync(caller, cancellationToken);
        var known = new Dictionary<Guid, bool>();
        return sees.IsLimited ? SeesAsync : null;

        async ValueTask<bool> SeesAsync(Guid id)
        {
            if (!known.TryGetValue(id, out var seen))
            {
                known[id] = seen = await ledger.FindAsync(id, cancellationToken) is { } operation && sees.Sees(operation.Target);
            }

            return seen;
        }
    }

    /// <summary>The operation, for a caller who might submit it and so may end it.</summary>
    /// <exception cref="RequestProblemException">There is none, or the caller may not do that.</exception>
    public async Task<Operation> ChangeAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        var operation = await FindAsync(id, cancellationToken);
        var request = new OperationRequest { Kind = operation.Kind, Target = operation.Target, Timeout = operation.Timeout };
        return (await authorization.CheckAsync(caller, [request], cancellationToken))[0] is { Refusal: { } refusal }
            ? throw new RequestProblemException(refusal)
            : operation;
    }

    private async Task<Operation> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await ledger.FindAsync(id, cancellationToken) ?? throw new RequestProblemException(Problems.UnknownOperation(id.ToString()));
}
