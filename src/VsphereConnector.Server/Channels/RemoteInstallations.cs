using System.Text.Json;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Channels.Smb;
using VsphereConnector.Server.Channels.Ssh;
using VsphereConnector.Server.Channels.Web;
using VsphereConnector.Server.Credentials.Guard;
using VsphereConnector.Server.Deployment;
using VsphereConnector.Server.Endpoints;
using VsphereConnector.Server.Enrolment;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Channels;

/// <summary>Installs connectors over the drivers that log on to a machine: on registered endpoints, and on virtual machines where VMware Tools cannot.</summary>
internal sealed partial class RemoteInstallations(
    EndpointRegistry registry, VirtualMachineCatalog catalog, WebChannelHub channels, InstallationKit kit, ILogger<RemoteInstallations> logger)
{
    private static readonly TimeSpan TakeBackPatience = TimeSpan.FromSeconds(45);

    /// <summary>Whether it is an installation that has made something on the machine by other means.</summary>
    public static bool IsBegunElsewhere(Operation operation, OperationChannel road) =>
        operation is { Kind: OperationKind.InstallConnector, Checkpoint: { } checkpoint }
        && checkpoint.Deserialize(DeploymentJson.Default.DeploymentCheckpoint)?.MayGoOver(road) is false;

    /// <summary>
    /// The logon is held. A person may let it be tried again at any time, and to ask the guard costs nothing. An installation waits for that:
    /// it has no channel that may come back meanwhile.
    /// </summary>
    public static DriverException Held(Operation operation, LogonHeldException held, DateTimeOffset now) =>
        new(DriverFault.Passing, held.Error, held) { Otherwise = operation.Kind == OperationKind.InstallConnector ? WaitForPerson(held, now) : null };

    /// <summary>The end of an installation where a connector answers already; null where there is something to do.</summary>
    public async Task<OperationEnd?> FindPresentAsync(OperationRun run, DriverEndpoint endpoint)
    {
        if (ParametersOf(run.Operation).Reinstall || run.Operation.Checkpoint is not null || endpoint.Connector is not { } present || channels.Find(present.Id) is null)
        {
            return null;
        }

        await run.ReportAsync("present", $"Connector {present.Version} answers already; nothing is to be done.");
        return new OperationEnd.Succeeded(new InstallationResult { ConnectorId = present.Id, Version = present.Version, WasInstalled = true }.ToJson());
    }

    /// <inheritdoc cref="IOperationRunner.RunAsync"/>
    /// <exception cref="SshException">The connection failed: it goes on where it stood.</exception>
    /// <exception cref="SmbException">Likewise.</exception>
    public async Task<OperationEnd> RunAsync(OperationRun run, DriverEndpoint endpoint, IGuestWorkspace machine, CancellationToken cancellationToken)
    {
        if (await DescribeAsync(run, endpoint) is not var (subject, parameters))
        {
            return new OperationEnd.RetryAt(kit.Time.GetUtcNow() + kit.Retries.Delay(1), DeploymentErrors.AnotherAtWork(endpoint.Name));
        }

        var installation = new Installation(run, machine, subject, parameters, kit);
        try
        {
            if (CheckpointOf(run)?.Failure is { } failure)
            {
                throw new OperationException(failure);
            }

            await run.BeginAttemptAsync(machine.Road, cancellationToken);
            var result = await installation.RunAsync(cancellationToken);
            await installation.CleanUpAsync(cancellationToken);
            await kit.WithdrawTokenAsync(run.Operation, cancellationToken);
            return new OperationEnd.Succeeded(result.ToJson());
        }
        catch (OperationCanceledException) when (run.StopReason is StopReason.CancelRequested or StopReason.TimedOut)
        {
            await TakeBackAsync(run, installation);
            throw;
        }
        catch (Exception exception) when (exception is SshException or SmbException && run.StopReason is (StopReason.CancelRequested or StopReason.TimedOut))
        {
            await TakeBackAsync(run, installation);
            throw;
        }
        catch (OperationException exception)
        {
            return await FailAsync(run, installation, exception.Error);
        }
        catch (SmbException exception) when (!exception.IsPassing)
        {
            return await FailAsync(run, installation, exception.Error);
        }
    }

    private static OperationEnd WaitForPerson(LogonHeldException held, DateTimeOffset now) => held.WaitsUntil is { } until && until > now
        ? new OperationEnd.RetryAt(until, held.Error) { RestartsTimeout = true }
        : new OperationEnd.Failed(held.Error);

    private async Task<OperationEnd> FailAsync(OperationRun run, Installation installation, OperationError error)
    {
        if (CheckpointOf(run)?.Result is { } result)
        {
            return await kit.SucceedWithFolderLeftAsync(run, result, error);
        }

        // The reason is saved first: after a crash in the middle of cleaning up nothing there could tell it any more.
        if (CheckpointOf(run) is { Failure: null } checkpoint)
        {
            await run.SaveCheckpointAsync(checkpoint with { Failure = error }, DeploymentJson.Default.DeploymentCheckpoint, CancellationToken.None);
        }

        await TakeBackAsync(run, installation);
        return new OperationEnd.Failed(error);
    }

    /// <summary>Who enrols, and what the installer is told; null where another operation is at work on the machine.</summary>
    private async Task<(EnrolmentSubject Subject, InstallConnectorParameters Parameters)?> DescribeAsync(OperationRun run, DriverEndpoint endpoint)
    {
        var parameters = ParametersOf(run.Operation);
        if (EndpointSubject.IdOf(endpoint.Key) is { } id && await registry.FindAsync(id, CancellationToken.None) is { } registered)
        {
            return (EnrolmentSubject.Of(registered), parameters with
            {
                RunAs = parameters.RunAs ?? registered.RunAs,
                ParentFolder = parameters.ParentFolder ?? registered.ParentFolder,
                TempFolder = parameters.TempFolder ?? registered.TempFolder,
            });
        }

        var machine = await catalog.FindAsync(run.Operation.Target, CancellationToken.None);
        return await run.TryResolveTargetAsync(machine.ToTarget(), CancellationToken.None) ? (EnrolmentSubject.Of(machine), parameters) : null;
    }

    // On its own time: what the run was given may be used up.
    private async Task TakeBackAsync(OperationRun run, Installation installation)
    {
        using var patience = new CancellationTokenSource(TakeBackPatience, kit.Time);
        await kit.WithdrawTokenAsync(run.Operation, patience.Token);
        if (CheckpointOf(run)?.FoldersLeft() is not [.., var folder])
        {
            return;
        }

        try
        {
            await installation.TakeBackAsync(patience.Token);
            await run.ReportAsync("clean-up", "What was made on the machine is removed.", cancellationToken: patience.Token);
        }
        catch (Exception exception) when (exception is SshException or SmbException or OperationException or OperationCanceledException)
        {
            LogResidue(logger, run.Operation.Id, folder, exception.Message);
            await run.ReportAsync(
                "clean-up", $"{folder} may be left on the machine: {exception.Message}", level: EventLevel.Warning, cancellationToken: CancellationToken.None);
        }
    }

    private static DeploymentCheckpoint? CheckpointOf(OperationRun run) => run.GetCheckpoint(DeploymentJson.Default.DeploymentCheckpoint);

    private static InstallConnectorParameters ParametersOf(Operation operation) =>
        operation.Parameters?.Deserialize(DeploymentJson.Default.InstallConnectorParameters) ?? new InstallConnectorParameters();

    [LoggerMessage(5100, LogLevel.Warning, "Operation {OperationId} may have left {Folder} on its machine: {Reason}")]
    private static partial void LogResidue(ILogger logger, Guid operationId, string folder, string reason);
}
