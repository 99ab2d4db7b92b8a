using System.Text.Json;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Channels;
using VsphereConnector.Server.Channels.Smb;
using VsphereConnector.Server.Channels.Smb.Driver;
using VsphereConnector.Server.Channels.Ssh;
using VsphereConnector.Server.Channels.Ssh.Driver;
using VsphereConnector.Server.Credentials.Guard;
using VsphereConnector.Server.Deployment;
using VsphereConnector.Server.Endpoints;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Preflight;
using VsphereConnector.Server.Preflight.Guests;
using VsphereConnector.Vim25;

namespace VsphereConnector.Server.Preparation;

/// <summary>
/// Operations that are about a machine itself and not about a connector on it: looking whether everything is as a connector needs it, and, on
/// Linux, preparing an account. They go over SSH, to Windows machines over SMB; into virtual machines the look goes by guest operations, where those
/// lead there.
/// </summary>
internal sealed class MachineOperationRunner(
    MachineLookup machines, GuestOperationsLook guestOperations, SmbLook smb, SmbRoutes smbRoutes, SshRoutes routes, SshConnections connections, TimeProvider time) : IOperationRunner
{
    public bool Carries(OperationKind kind) => OperationTarget.IsAboutTheMachine(kind);

    public async Task<OperationEnd> RunAsync(OperationRun run, CancellationToken cancellationToken)
    {
        try
        {
            if (await machines.FindAsync(run, run.WhileFinding(cancellationToken)) is not { } machine)
            {
                return new OperationEnd.RetryAt(time.GetUtcNow() + RetrySchedule.Default.First, DeploymentErrors.AnotherAtWork(run.Operation.Target.ToString()));
            }

            return run.Operation.Kind == OperationKind.CheckMachine
                ? await CheckAsync(run, machine, cancellationToken)
                : await PrepareAsync(run, machine, cancellationToken);
        }
        catch (OperationException exception)
        {
            return new OperationEnd.Failed(exception.Error);
        }
        catch (LogonHeldException held)
        {
            return held.WaitsUntil is { } until && until > time.GetUtcNow()
                ? new OperationEnd.RetryAt(until, held.Error) { RestartsTimeout = true }
                : new OperationEnd.Failed(held.Error);
        }
    }

    /// <summary>Not to get there is a finding, and no failure.</summary>
    private async Task<OperationEnd> CheckAsync(OperationRun run, PreparedMachine machine, CancellationToken cancellationToken)
    {
        var parameters = run.Operation.Parameters?.Deserialize<CheckMachineParameters>(ApiJson.Options) ?? new CheckMachineParameters();
        try
        {
            var findings = EndpointSubject.IdOf(machine.Endpoint.Key) is null
                ? await LookIntoVirtualMachineAsync(run, machine, parameters, cancellationToken)
                : machine.Registered is { Driver: EndpointDriver.Smb }
                    ? await LookBySmbAsync(run, machine, parameters, cancellationToken)
                    : await LookBySshAsync(run, machine, parameters, cancellationToken);
            return new OperationEnd.Succeeded(JsonSerializer.SerializeToElement(CheckMachineResult.Of(findings), ApiJson.Options));
        }
        catch (FormatException)
        {
            return new OperationEnd.Failed(CheckErrors.Broken(machine.Endpoint.Name));
        }
    }

    private async Task<IReadOnlyList<PreflightFinding>> LookIntoVirtualMachineAsync(
        OperationRun run, PreparedMachine machine, CheckMachineParameters parameters, CancellationToken cancellationToken)
    {
        OperationError error;
        try
        {
            var report = await guestOperations.LookAsync(run, system => machine.QuestionOf(system, parameters), cancellationToken);
            return GuestFindings.Of(report, time.GetUtcNow(), hasSudoPassword: false);
        }
        catch (OperationException exception)
        {
            error = exception.Error;
        }
        catch (ObstacleException exception)
        {
            error = exception.Obstacle.Error;
        }
        catch (VimException exception)
        {
            error = FaultClassifier.Classify(exception, machine.Endpoint.Name).Error;
        }

        if (error.Code == PreflightCode.GuestUnsupported.Name || await FindOtherRoadAsync(run, machine, cancellationToken) is not { } road)
        {
            return [Blocking(error)];
        }

        await run.ReportAsync("driver", $"Goes over {road}: {error.Message}", level: EventLevel.Warning, cancellationToken: cancellationToken);
        await run.EndAttemptAsync(error, cancellationToken);
        var findings = await (road == OperationChannel.Smb
            ? LookBySmbAsync(run, machine, parameters, cancellationToken)
            : LookBySshAsync(run, machine, parameters, cancellationToken));
        return findings is [{ Severity: PreflightSeverity.Blocked } onlyOne] ? [Blocking(error), onlyOne] : findings;
    }

    private async Task<IReadOnlyList<PreflightFinding>> LookBySshAsync(
        OperationRun run, PreparedMachine machine, CheckMachineParameters parameters, CancellationToken cancellationToken)
    {
        var question = machine.QuestionOf(GuestSystem.Linux, parameters);
        try
        {
            return await OnMachineAsync(
                run, machine,
                (connection, route) => GuestProbe.LookAsync(connection, question, route.Sudo?.Password, route.PasswordRefused, time, cancellationToken),
                cancellationToken);
        }
        catch (SshException exception)
        {
            return [Blocking(exception.Error)];
        }
    }

    private async Task<IReadOnlyList<PreflightFinding>> LookBySmbAsync(
        OperationRun run, PreparedMachine machine, CheckMachineParameters parameters, CancellationToken cancellationToken)
    {
        try
        {
            var report = await smb.LookAsync(run, machine, machine.QuestionOf(GuestSystem.Windows, parameters), cancellationToken);
            return GuestFindings.Of(report, time.GetUtcNow(), hasSudoPassword: false);
        }
        catch (SmbException exception)
        {
            return [Blocking(exception.Error)];
        }
        catch (OperationException exception)
        {
            return [Blocking(exception.Error)];
        }
    }

    /// <summary>To Windows that is SMB, to others SSH, where a logon for it is known.</summary>
    private async Task<OperationChannel?> FindOtherRoadAsync(OperationRun run, PreparedMachine machine, CancellationToken cancellationToken)
    {
        try
        {
            await smbRoutes.FindAsync(run, machine.Endpoint, cancellationToken);
            return OperationChannel.Smb;
        }
        catch (OperationException none) when (none.Error.Code == SmbDriverErrors.OtherSystem)
        {
            return await LeadsThereAsync(run, machine, cancellationToken) ? OperationChannel.Ssh : null;
        }
        catch (OperationException)
        {
            return null;
        }
    }

    private async Task<bool> LeadsThereAsync(OperationRun run, PreparedMachine machine, CancellationToken cancellationToken)
    {
        try
        {
            await routes.FindAsync(machine.Endpoint, run, cancellationToken);
            return true;
        }
        catch (OperationException)
        {
            return false;
        }
    }

    private static PreflightFinding Blocking(OperationError error) => PreflightCode.Blocked(error.Code, error.Remedy).Of(error.Message);

    private async Task<OperationEnd> PrepareAsync(OperationRun run, PreparedMachine machine, CancellationToken cancellationToken)
    {
        var parameters = run.Operation.Parameters?.Deserialize<PrepareAccountParameters>(ApiJson.Options) ?? new PrepareAccountParameters();
        if ((parameters.Account ?? machine.Registered?.RunAs) is not { } account)
        {
            return new OperationEnd.Failed(PreparationErrors.NoAccount(machine.Endpoint.Name));
        }

        try
        {
            var result = await OnMachineAsync(
                run, machine, (connection, route) => AccountPreparation.RunAsync(connection, machine.Endpoint.Name, account, route.Sudo, cancellationToken), cancellationToken);
            foreach (var note in result.Notes)
            {
                await run.ReportAsync("note", note, level: EventLevel.Warning, cancellationToken: cancellationToken);
            }

            return new OperationEnd.Succeeded(JsonSerializer.SerializeToElement(result, ApiJson.Options));
        }
        catch (SshException exception)
        {
            return new OperationEnd.Failed(exception.Error);
        }
    }

    private async Task<T> OnMachineAsync<T>(
        OperationRun run, PreparedMachine machine, Func<SshConnection, SshRoute, Task<T>> work, CancellationToken cancellationToken)
    {
        var route = await routes.FindAsync(machine.Endpoint, run, cancellationToken);
        await run.BeginAttemptAsync(OperationChannel.Ssh, cancellationToken);
        await using var lease = await connections.RentAsync(route.Target, cancellationToken);
        await run.ReportAsync("connect", $"Logged on to {route.Target}.", 30, cancellationToken: cancellationToken);
        try
        {
            return await work(lease.Connection, route);
        }
        catch (SshException exception) when (exception.Fault == SshFault.SudoPasswordRefused)
        {
            await route.PasswordRefused();
            throw;
        }
    }
}
