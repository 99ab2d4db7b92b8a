using Microsoft.Extensions.Options;
using VsphereConnector.Contracts.Installation;
using VsphereConnector.Server.Channels;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Deployment;
using VsphereConnector.Server.Endpoints;
using VsphereConnector.Server.Enrolment;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Preflight;
using VsphereConnector.Server.Preflight.Guests;

namespace VsphereConnector.Server.Preparation;

/// <summary>Finds the machine that an operation is about, whether or not a connector is on it.</summary>
internal sealed class MachineLookup(
    EndpointRegistry registry, ConnectorStore connectors, VirtualMachineCatalog catalog, ServerListeners listeners, IOptions<ServerOptions> options)
{
    private readonly DeploymentOptions _deployment = options.Value.Deployment;

    /// <summary>Looks the target up and completes it; null where another operation is at work on the machine.</summary>
    /// <exception cref="OperationException">There is none, or more than one.</exception>
    public async Task<PreparedMachine?> FindAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var target = run.Operation.Target;
        if (target.ConnectorId is { } id && target.InstanceUuid is null)
        {
            target = (await connectors.GetAsync(id, cancellationToken))?.Target ?? throw new OperationException(new(
                "connector-unknown", $"There is no connector {id}.", "Choose one of those that GET /api/v1/connectors lists."));
        }

        var endpoint = target.EndpointId is { } registered ? await registry.FindAsync(registered, cancellationToken) : null;
        if (endpoint is null)
        {
            target = target.EndpointId is null
                ? (await catalog.FindAsync(target, cancellationToken)).ToTarget()
                : throw new OperationException(new("endpoint-unknown", $"{target} is not registered any more.", "Register it again."));
        }

        if (!await run.TryResolveTargetAsync(target, cancellationToken))
        {
            return null;
        }

        var connector = target.InstanceUuid is { } key ? await connectors.FindAsync(key, cancellationToken) : null;
        return new PreparedMachine(
            new DriverEndpoint { Key = target.InstanceUuid, Name = endpoint?.Name ?? target.Name ?? "", Connector = connector },
            endpoint?.RunAs,
            new GuestQuestion
            {
                Account = endpoint?.RunAs,
                ParentFolder = endpoint?.ParentFolder ?? _deployment.ParentFolder ?? Locations.DefaultParentFolder,
                TempFolders = TempFolders.For(GuestSystem.Linux, endpoint?.TempFolder ?? _deployment.TempFolder, ConnectorVersion.Own),
                Servers = [.. listeners.ConnectorUrls.Select(url => new Uri(url))],
            });
    }
}

/// <summary>A machine, and what is to be looked at there unless something else is asked for.</summary>
/// <param name="Endpoint">How it is found by SSH.</param>
/// <param name="RunAs">The account that its connector is to run as.</param>
/// <param name="Question">What is looked at.</param>
internal sealed record PreparedMachine(DriverEndpoint Endpoint, string? RunAs, GuestQuestion Question)
{
    public GuestQuestion QuestionOf(CheckMachineParameters parameters) => Question with
    {
        Account = parameters.Account ?? Question.Account,
        ParentFolder = parameters.ParentFolder ?? Question.ParentFolder,
        TempFolders = parameters.TempFolder is { } wanted ? TempFolders.For(GuestSystem.Linux, wanted, ConnectorVersion.Own) : Question.TempFolders,
    };
}
