using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Channels.Smb;
using VsphereConnector.Server.Channels.Smb.Driver;
using VsphereConnector.Server.Channels.Ssh;
using VsphereConnector.Server.Deployment;
using VsphereConnector.Server.Endpoints;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Preflight;
using VsphereConnector.Server.Preflight.Guests;
using VsphereConnector.Vim25;

namespace VsphereConnector.Server.Preparation;

/// <summary>
/// The look at a machine, over the road that leads there: SSH, to Windows SMB; into a virtual machine guest operations, and where those do not lead there, one
/// of the other two. Not to get there is a finding, and no failure.
/// </summary>
internal sealed class MachineLook(GuestOperationsLook guestOperations, SmbLook smb, SmbRoutes smbRoutes, SshMachines ssh, TimeProvider time)
{
    /// <exception cref="FormatException">It did not come to its end.</exception>
    public Task<IReadOnlyList<PreflightFinding>> LookAsync(
        OperationRun run, PreparedMachine machine, CheckMachineParameters parameters, CancellationToken cancellationToken) =>
        EndpointSubject.IdOf(machine.Endpoint.Key) is null ? IntoVirtualMachineAsync(run, machine, parameters, cancellationToken)
        : machine.Registered is { Driver: EndpointDriver.Smb } ? BySmbAsync(run, machine, parameters, cancellationToken)
        : BySshAsync(run, machine, parameters, cancellationToken);

    private async Task<IReadOnlyList<PreflightFinding>> IntoVirtualMachineAsync(
        OperationRun run, PreparedMachine machine, CheckMachineParameters parameters, CancellationToken cancellationToken)
    {
        OperationError error;
        try
        {
            return FindingsOf(await guestOperations.LookAsync(run, system => machine.QuestionOf(system, parameters), cancellationToken));
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
            ? BySmbAsync(run, machine, parameters, cancellationToken)
            : BySshAsync(run, machine, parameters, cancellationToken));
        return findings is [{ Severity: PreflightSeverity.Blocked } onlyOne] ? [Blocking(error), onlyOne] : findings;
    }

    /// <summary>To Windows that is SMB, to others SSH, where a logon for the machine is known.</summary>
    private async Task<OperationChannel?> FindOtherRoadAsync(OperationRun run, PreparedMachine machine, CancellationToken cancellationToken)
    {
        try
        {
            await smbRoutes.FindAsync(run, machine.Endpoint, cancellationToken);
            return OperationChannel.Smb;
        }
        catch (OperationException none) when (none.Error.Code == SmbDriverErrors.OtherSystem)
        {
            return await ssh.LeadsToAsync(run, machine, cancellationToken) ? OperationChannel.Ssh : null;
        }
        catch (OperationException)
        {
            return null;
        }
    }

    private async Task<IReadOnlyList<PreflightFinding>> BySshAsync(
        OperationRun run, PreparedMachine machine, CheckMachineParameters parameters, CancellationToken cancellationToken)
    {
        var question = machine.QuestionOf(GuestSystem.Linux, parameters);
        try
        {
            return await ssh.WorkAsync(
                run, machine,
                (connection, route) => GuestProbe.LookAsync(connection, question, route.Sudo?.Password, route.PasswordRefused, time, cancellationToken),
                cancellationToken);
        }
        catch (SshException exception)
        {
            return [Blocking(exception.Error)];
        }
    }

    private async Task<IReadOnlyList<PreflightFinding>> BySmbAsync(
        OperationRun run, PreparedMachine machine, CheckMachineParameters parameters, CancellationToken cancellationToken)
    {
        try
        {
            return FindingsOf(await smb.LookAsync(run, machine, machine.QuestionOf(GuestSystem.Windows, parameters), cancellationToken));
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

    private IReadOnlyList<PreflightFinding> FindingsOf(GuestReport report) => GuestFindings.Of(report, time.GetUtcNow(), hasSudoPassword: false);

    private static PreflightFinding Blocking(OperationError error) => PreflightCode.Blocked(error.Code, error.Remedy).Of(error.Message);
}
