using Microsoft.AspNetCore.Http.HttpResults;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Plugin.Authorization;
using VsphereConnector.Server.Storage;

namespace VsphereConnector.Server.Endpoints;

/// <summary>Finds the registered endpoints that callers mean by a name or an id.</summary>
internal sealed class EndpointTargets(Database database, VirtualMachineCatalog catalog)
{
    /// <summary>The requests with the endpoints that their targets name, or why not; others as they are.</summary>
    public async Task<IReadOnlyList<TargetAnswer>> FindAsync(
        IReadOnlyList<(SubmitTarget Target, OperationRequest Request)> asked, CancellationToken cancellationToken)
    {
        var names = asked.Select(item => NameOf(item.Target)).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (names.Count == 0)
        {
            return [.. asked.Select(item => new TargetAnswer(item.Request, null))];
        }

        var found = await database.ReadAsync(connection => EndpointTable.FindNamed(connection, names), cancellationToken);
        var machines = found.Count > 0 && asked.Any(item => item.Target.Machine is not null)
            ? (await catalog.ListKnownAsync(null, cancellationToken)).Snapshots
            : [];
        return [.. asked.Select(item => Decide(item.Target, item.Request, found, machines))];
    }

    private static string? NameOf(SubmitTarget target) => target.Endpoint ?? target.Machine;

    private static TargetAnswer Decide(
        SubmitTarget target, OperationRequest request, IReadOnlyDictionary<string, RegisteredEndpoint> found, IReadOnlyList<InventorySnapshot> machines)
    {
        if (NameOf(target) is not { } name)
        {
            return new TargetAnswer(request, null);
        }

        return found.GetValueOrDefault(name) switch
        {
            null when target.Endpoint is not null => Refuse(EndpointProblems.Unknown(name)),
            null => new TargetAnswer(request, null),
            _ when target.Machine is not null && machines.Any(snapshot => snapshot.FindAnswering(name).Any()) => Refuse(EndpointProblems.Ambiguous(name)),
            _ when OperationTarget.NeedsVirtualMachine(request.Kind) => Refuse(EndpointProblems.NeedsVirtualMachine(request.Kind, name)),
            var endpoint => new TargetAnswer(request with { Target = OperationTarget.Endpoint(endpoint.Id, endpoint.Name) }, null),
        };
    }

    private static TargetAnswer Refuse(ProblemHttpResult problem) => new(null, problem);
}
