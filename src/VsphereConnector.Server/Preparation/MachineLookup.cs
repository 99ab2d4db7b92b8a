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
        return new PreparedMachine
        {
            Endpoint = new DriverEndpoint { Key = target.InstanceUuid, Name = endpoint?.Name ?? target.Name ?? "", Connector = connector },
            Registered = endpoint,
            Servers = [.. listeners.ConnectorUrls.Select(url => new Uri(url))],
            Deployment = _deployment,
        };
    }
}

/// <summary>A machine, and what is to be looked at there unless something else is asked for.</summary>
internal sealed record PreparedMachine
{
    /// <summary>How it is found by the drivers.</summary>
    public required DriverEndpoint Endpoint { get; init; }

    /// <summary>Null for virtual machines.</summary>
    public required RegisteredEndpoint? Registered { get; init; }

    /// <summary>Where its connector would find this server.</summary>
    public required IReadOnlyList<Uri> Servers { get; init; }

    /// <summary>Where things are unless something else is asked for.</summary>
    public required DeploymentOptions Deployment { get; init; }

    public GuestQuestion QuestionOf(GuestSystem system, CheckMachineParameters parameters)
    {
        var (parent, temp) = system == GuestSystem.Windows
            ? (Deployment.WindowsParentFolder ?? Locations.DefaultWindowsParentFolder, Deployment.WindowsTempFolder)
            : (Deployment.ParentFolder ?? Locations.DefaultParentFolder, Deployment.TempFolder);
        return new GuestQuestion
        {
            Account = parameters.Account ?? Registered?.RunAs,
            ParentFolder = parameters.ParentFolder ?? Registered?.ParentFolder ?? parent,
            TempFolders = TempFolders.For(system, parameters.TempFolder ?? Registered?.TempFolder ?? temp, ConnectorVersion.Own),
            Servers = Servers,
        };
    }
}
