using System.Text.Json;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Channels;
using VsphereConnector.Server.Channels.Web;
using VsphereConnector.Server.Credentials.Guard;
using VsphereConnector.Server.Deployment.Logons;
using VsphereConnector.Server.Enrolment;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Operations;
using VsphereConnector.Vim25;
using VsphereConnector.Vim25.Faults;

namespace VsphereConnector.Server.Deployment;

/// <summary>Installs connectors by VMware Tools guest operations.</summary>
internal sealed partial class GuestOperationsDriver(
    VirtualMachineCatalog catalog,
    GuestEntrance entrance,
    DeploymentBudget budget,
    GuestLogons logons,
    LogonAttempts attempts,
    ConnectorStore connectors,
    WebChannelHub channels,
    InstallationKit kit,
    ILogger<GuestOperationsDriver> logger) : IDriver
{
    private static readonly TimeSpan TakeBackPatience = TimeSpan.FromSeconds(45);

    public OperationChannel Channel => OperationChannel.GuestOperations;

    public bool Carries(OperationKind kind) => kind is OperationKind.InstallConnector;

    public ValueTask<DriverOffer> OfferAsync(OperationRun run, DriverEndpoint endpoint, CancellationToken cancellationToken) =>
        ValueTask.FromResult<DriverOffer>(
            run.Operation.Target.Kind != TargetKind.VirtualMachine ? new DriverOffer.None(DeploymentErrors.NoVirtualMachine(endpoint.Name), Foreign: true)
            : CheckpointOf(run)?.MayGoOver(Channel) is false ? new DriverOffer.None(DeploymentErrors.BegunOverAnotherRoad(endpoint.Name))
            : new DriverOffer.Usable());

    public async Task<OperationEnd> RunAsync(OperationRun run, DriverEndpoint endpoint, CancellationToken cancellationToken)
    {
        if (CheckpointOf(run)?.Failure is { } failure)
        {
            return await FailAsync(run, failure);
        }

        try
        {
            return await InstallAsync(run, cancellationToken);
        }
        catch (OperationCanceledException) when (run.StopReason is StopReason.CancelRequested or StopReason.TimedOut)
        {
            await TakeBackAsync(run);
            throw;
        }
        catch (OperationException exception)
        {
            return await EndAsync(run, new Obstacle(Verdict.Stop, exception.Error));
        }
        catch (LogonHeldException held) when (held.WaitsUntil > kit.Time.GetUtcNow())
        {
            return new OperationEnd.RetryAt(held.WaitsUntil.Value, held.Error) { RestartsTimeout = true };
        }
        catch (LogonHeldException held)
        {
            return await FailAsync(run, held.Error);
        }
        catch (ObstacleException exception)
        {
            return await EndAsync(run, exception.Obstacle);
        }
        catch (VimException exception)
        {
            return await EndAsync(run, FaultClassifier.Classify(exception, run.Operation.Target.ToString()));
        }
    }

    private async Task<OperationEnd> InstallAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var machine = await catalog.FindAsync(run.Operation.Target, cancellationToken);
        if (!await run.TryResolveTargetAsync(machine.ToTarget(), cancellationToken))
        {
            return new OperationEnd.RetryAt(kit.Time.GetUtcNow() + kit.Retries.Delay(1), DeploymentErrors.AnotherAtWork(machine.Name));
        }

        var parameters = ParametersOf(run.Operation);
        if (!parameters.Reinstall && run.Operation.Checkpoint is null && await FindConnectedAsync(machine, cancellationToken) is { } present)
        {
            await run.ReportAsync("present", $"Connector {present.Version} answers already; nothing is to be done.", cancellationToken: cancellationToken);
            return new OperationEnd.Succeeded(new InstallationResult { ConnectorId = present.Id, Version = present.Version, WasInstalled = true }.ToJson());
        }

        if (await catalog.FindTwinAsync(machine, cancellationToken) is { } twin)
        {
            return await FailAsync(run, DeploymentErrors.IdentityNotUnique(machine.Name, twin));
        }

        var logon = await FindLogonAsync(run, machine, cancellationToken);
        using var place = await run.WaitOutsideTimeoutAsync(
            waiting => budget.EnterAsync(machine.VCenter, machine.Host, machine.Reference.Value, waiting), cancellationToken);
        await run.BeginAttemptAsync(OperationChannel.GuestOperations, cancellationToken);
        var installation = await OpenAsync(run, machine, logon, parameters, place, cancellationToken);
        var result = await InstallAsync(installation, logon, machine, cancellationToken);
        await kit.WithdrawTokenAsync(run.Operation, cancellationToken);
        return new OperationEnd.Succeeded(result.ToJson());
    }

    private async Task<InstallationResult> InstallAsync(Installation installation, GuestLogon logon, VirtualMachine machine, CancellationToken cancellationToken)
    {
        try
        {
            var result = await installation.RunAsync(cancellationToken);
            await installation.CleanUpAsync(cancellationToken);
            return result;
        }
        catch (VimFaultException exception) when (exception.Fault is InvalidGuestLogin)
        {
            await attempts.RefusedLaterAsync(logon, machine, cancellationToken);
            throw;
        }
    }

    // What is taken back needs neither a place nor a guest that is ready.
    private async Task<Installation> OpenAsync(
        OperationRun run, VirtualMachine machine, GuestLogon logon, InstallConnectorParameters parameters, DeploymentPlace? place, CancellationToken cancellationToken)
    {
        var access = await entrance.OpenAsync(run, machine, place is null ? null : ReadinessGate.JudgeForInstallation, cancellationToken);
        return new Installation(run, access.WorkspaceOf(logon, attempts, place), EnrolmentSubject.Of(machine), parameters, kit);
    }

    // Asked for before anything else: what has to wait for its logon takes up neither vCenter nor a place.
    private async Task<GuestLogon> FindLogonAsync(OperationRun run, VirtualMachine machine, CancellationToken cancellationToken)
    {
        var logon = await logons.ForAsync(run, machine, cancellationToken);
        await attempts.DemandAsync(logon, machine, cancellationToken);
        return logon;
    }

    private async Task<Connector?> FindConnectedAsync(VirtualMachine machine, CancellationToken cancellationToken)
        => await connectors.FindAsync(machine.InstanceUuid, cancellationToken) is { } connector && channels.Find(connector.Id) is not null
            ? connector
            : null;

    private async Task<OperationEnd> EndAsync(OperationRun run, Obstacle obstacle)
    {
        var mayGoOverAnother = DeploymentErrors.IsOfGuestOperations(obstacle.Error) && CheckpointOf(run) is not { Reached: >= DeploymentStep.Starting };
        if (obstacle.Verdict != Verdict.Stop)
        {
            var waits = await CountWaitAsync(run);
            var retry = new OperationEnd.RetryAt(kit.Time.GetUtcNow() + kit.Retries.Delay(waits), obstacle.Error) { IsWaiting = obstacle.Verdict == Verdict.Wait };
            return mayGoOverAnother ? throw new DriverException(DriverFault.Passing, obstacle.Error) { Otherwise = retry } : retry;
        }

        if (!mayGoOverAnother)
        {
            return await FailAsync(run, obstacle.Error);
        }

        await TakeBackAsync(run);
        await ForgetFolderAsync(run);
        throw new DriverException(DriverFault.Permanent, obstacle.Error) { Otherwise = new OperationEnd.Failed(obstacle.Error) };
    }

    private static DeploymentCheckpoint? CheckpointOf(OperationRun run) => run.GetCheckpoint(DeploymentJson.Default.DeploymentCheckpoint);

    private static async Task ForgetFolderAsync(OperationRun run)
    {
        if (CheckpointOf(run) is { WorkFolder: not null } checkpoint)
        {
            await run.SaveCheckpointAsync(
                checkpoint with { Reached = DeploymentStep.Queued, WorkFolder = null }, DeploymentJson.Default.DeploymentCheckpoint, CancellationToken.None);
        }
    }

    private static async Task<int> CountWaitAsync(OperationRun run)
    {
        var checkpoint = CheckpointOf(run) ?? new DeploymentCheckpoint { RunId = run.Operation.Id };
        var counted = checkpoint with { Waits = checkpoint.Waits + 1 };
        await run.SaveCheckpointAsync(counted, DeploymentJson.Default.DeploymentCheckpoint, CancellationToken.None);
        return counted.Waits;
    }

    // The reason is saved first: after a crash in the middle of cleaning up nothing in the guest could tell it any more.
    private async Task<OperationEnd> FailAsync(OperationRun run, OperationError error)
    {
        if (CheckpointOf(run)?.Result is { } result)
        {
            return await kit.SucceedWithFolderLeftAsync(run, result, error);
        }

        if (CheckpointOf(run) is { Failure: null } checkpoint)
        {
            await run.SaveCheckpointAsync(checkpoint with { Failure = error }, DeploymentJson.Default.DeploymentCheckpoint, CancellationToken.None);
        }

        await TakeBackAsync(run);
        return new OperationEnd.Failed(error);
    }

    // On its own time: what the run was given may be used up.
    private async Task TakeBackAsync(OperationRun run)
    {
        using var patience = new CancellationTokenSource(TakeBackPatience, kit.Time);
        await kit.WithdrawTokenAsync(run.Operation, patience.Token);
        if (CheckpointOf(run)?.FoldersLeft() is not [.., var folder])
        {
            return;
        }

        try
        {
            var machine = await catalog.FindAsync(run.Operation.Target, patience.Token);
            var logon = await FindLogonAsync(run, machine, patience.Token);
            var installation = await OpenAsync(run, machine, logon, ParametersOf(run.Operation), place: null, patience.Token);
            await installation.TakeBackAsync(patience.Token);
            await run.ReportAsync("clean-up", "What was made in the guest is removed.", cancellationToken: patience.Token);
        }
        catch (Exception exception) when (exception is VimException or OperationException or LogonHeldException or OperationCanceledException)
        {
            LogResidue(logger, run.Operation.Id, folder, exception.Message);
            await run.ReportAsync("clean-up", $"{folder} may be left in the guest: {exception.Message}", level: EventLevel.Warning, cancellationToken: CancellationToken.None);
        }
    }

    private static InstallConnectorParameters ParametersOf(Operation operation)
        => operation.Parameters?.Deserialize(DeploymentJson.Default.InstallConnectorParameters) ?? new InstallConnectorParameters();

    [LoggerMessage(3001, LogLevel.Warning, "Operation {OperationId} may have left {Folder} in its guest: {Reason}")]
    private static partial void LogResidue(ILogger logger, Guid operationId, string folder, string reason);
}
