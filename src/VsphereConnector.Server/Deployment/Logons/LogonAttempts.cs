using VsphereConnector.Server.Credentials.Guard;
using VsphereConnector.Server.Deployment.Aliases;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Operations;
using VsphereConnector.Vim25;
using VsphereConnector.Vim25.Faults;
using VsphereConnector.Vim25.SingleSignOn;
using VsphereConnector.Vim25.Trust;

namespace VsphereConnector.Server.Deployment.Logons;

/// <summary>The guest operation of a run that proves its logon: passwords under the lock-out guard, aliases noted as accepted or not.</summary>
internal sealed class LogonAttempts(LockoutGuard guard, KnownAliases aliases, ServiceTokens tokens)
{
    /// <summary>Runs <paramref name="logOn"/> when the logon may be tried.</summary>
    /// <exception cref="LogonHeldException">It may not be tried, now or any more.</exception>
    /// <exception cref="ObstacleException">The guest refused it once.</exception>
    public Task<T> RunAsync<T>(OperationRun run, GuestLogon logon, VirtualMachine machine, Func<Task<T>> logOn, CancellationToken cancellationToken) => logon switch
    {
        { Guarded: { } guarded } => ByPasswordAsync(run, guarded, machine, logOn, cancellationToken),
        { AliasAccount: { } account } => ByAliasAsync(run, account, machine, logOn, cancellationToken),
        _ => logOn(),
    };

    /// <summary>Says no before anything is done in vCenter for a logon that may not be tried.</summary>
    /// <exception cref="LogonHeldException">It may not be tried.</exception>
    public Task DemandAsync(GuestLogon logon, VirtualMachine machine, CancellationToken cancellationToken) =>
        logon.Guarded is { } guarded ? guard.DemandAsync(guarded, Of(machine), cancellationToken) : Task.CompletedTask;

    /// <summary>The guest refused a logon that it had accepted: the password was changed in the middle.</summary>
    public Task RefusedLaterAsync(GuestLogon logon, VirtualMachine machine, CancellationToken cancellationToken) =>
        logon.Guarded is { } guarded ? guard.RefusedAsync(guarded, Of(machine), cancellationToken) : Task.CompletedTask;

    private async Task<T> ByPasswordAsync<T>(
        OperationRun run, GuardedLogon logon, VirtualMachine machine, Func<Task<T>> logOn, CancellationToken cancellationToken)
    {
        await using var attempt = await guard.TryBeginAsync(logon, Of(machine), run.Operation.Id, cancellationToken)
            ?? await run.WaitOutsideTimeoutAsync(waiting => guard.BeginAsync(logon, Of(machine), run.Operation.Id, waiting), cancellationToken);
        try
        {
            var result = await logOn();
            await attempt.EndAsync(LogonVerdict.Accepted);
            return result;
        }
        catch (VimFaultException exception) when (exception.Fault is InvalidGuestLogin)
        {
            var held = await attempt.EndAsync(LogonVerdict.Refused);
            throw held ?? (Exception)new ObstacleException(new Obstacle(Verdict.Retry, DeploymentErrors.LogonRefusedOnce(machine.Name)));
        }
        catch (VimException exception) when (exception is VimFaultException or NotSupportedByServerException or CertificateNotTrustedException)
        {
            // A file or a right is refused to an account that is logged on.
            await attempt.EndAsync(exception is VimFaultException { Fault: FileFault or GuestPermissionDenied } ? LogonVerdict.Accepted : LogonVerdict.NotTried);
            throw;
        }
        catch (OperationException)
        {
            await attempt.EndAsync(LogonVerdict.Accepted);
            throw;
        }
    }

    private async Task<T> ByAliasAsync<T>(OperationRun run, string account, VirtualMachine machine, Func<Task<T>> logOn, CancellationToken cancellationToken)
    {
        var token = await tokens.GetAsync(machine.VCenter, cancellationToken);
        try
        {
            var result = await logOn();
            await aliases.AcceptedAsync(machine, account, token, cancellationToken);
            return result;
        }
        catch (VimFaultException exception) when (exception.Fault is InvalidGuestLogin)
        {
            throw await RefusedAsync(run, machine, account, token, cancellationToken);
        }
    }

    // Where a policy chose the alias the next try finds the next logon of the policy.
    private async Task<Exception> RefusedAsync(OperationRun run, VirtualMachine machine, string account, SamlToken token, CancellationToken cancellationToken)
    {
        var alias = await aliases.RefusedAsync(machine, account, token, cancellationToken);
        if (alias.AddedAt is not null)
        {
            tokens.Drop(machine.VCenter, token);
        }

        var error = alias.IsUsable ? DeploymentErrors.LogonRefusedOnce(machine.Name) : AliasErrors.NotAccepted(machine.Name, account, token, alias);
        return alias.IsUsable || run.Operation.GuestLogon is null
            ? new ObstacleException(new Obstacle(Verdict.Retry, error))
            : new OperationException(error);
    }

    private static GuardedMachine Of(VirtualMachine machine) =>
        new(machine.InstanceUuid.Length > 0 ? machine.InstanceUuid : $"{machine.VCenter}/{machine.Reference.Value}", machine.Name);
}
