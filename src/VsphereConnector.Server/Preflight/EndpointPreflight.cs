using VsphereConnector.Server.Api;
using VsphereConnector.Server.Endpoints;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Plugin;
using VsphereConnector.Server.Plugin.Authorization;
using VsphereConnector.Server.Storage;

namespace VsphereConnector.Server.Preflight;

/// <summary>Takes the registered endpoints out of a question and looks at them; the rest is about virtual machines.</summary>
internal sealed class EndpointPreflight(EndpointChecks checks, VisibilityReader visibility, Database database)
{
    public async Task<EndpointPreflightResult> RunAsync(Caller caller, PreflightQuestion question, CancellationToken cancellationToken)
    {
        var names = question.Targets.Where(target => target.MayBeEndpoint).Select(target => target.VirtualMachine!).ToList();
        if (names.Count == 0)
        {
            return new EndpointPreflightResult([], [], question);
        }

        var found = await database.ReadAsync(connection => EndpointTable.FindNamed(connection, names), cancellationToken);
        var sees = await visibility.OfAsync(caller, cancellationToken);
        var (endpoints, unresolved, rest) = (new List<RegisteredEndpoint>(), new List<UnresolvedTarget>(), new List<PreflightTarget>());
        foreach (var target in question.Targets)
        {
            switch (target.MayBeEndpoint ? found.GetValueOrDefault(target.VirtualMachine!) : null)
            {
                case { } endpoint when sees.Sees(OperationTarget.Endpoint(endpoint.Id, endpoint.Name)):
                    endpoints.Add(endpoint);
                    break;
                case { Name: var name }:
                    unresolved.Add(new UnresolvedTarget(
                        name, PreflightCode.UserMayNot.Name, $"You lack {PluginPrivilege.View} on the root folder.", PreflightCode.UserMayNot.Remedy));
                    break;
                case null when target.IsEndpoint:
                    unresolved.Add(new UnresolvedTarget(
                        target.VirtualMachine!, "endpoint-unknown", $"There is no endpoint '{target.VirtualMachine}'.", "Choose one of those that GET /api/v1/endpoints lists."));
                    break;
                default:
                    rest.Add(target);
                    break;
            }
        }

        return new EndpointPreflightResult(
            await checks.CheckAsync(question, [.. endpoints.DistinctBy(endpoint => endpoint.Id)], cancellationToken), unresolved, question with { Targets = rest });
    }
}

/// <summary>What was found about endpoints, and what is left of the question.</summary>
internal sealed record EndpointPreflightResult(
    IReadOnlyList<EndpointPreflightItem> Items, IReadOnlyList<UnresolvedTarget> Unresolved, PreflightQuestion Rest);
