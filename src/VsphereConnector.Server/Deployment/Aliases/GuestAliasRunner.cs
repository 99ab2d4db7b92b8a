using System.Text.Json;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Credentials.Guard;
using VsphereConnector.Server.Deployment.Logons;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Operations;
using VsphereConnector.Vim25;

namespace VsphereConnector.Server.Deployment.Aliases;

/// <summary>Adds, tries and removes the guest alias that lets this server's own vCenter account into a guest without a password.</summary>
internal sealed class GuestAliasRunner(
    VirtualMachineCatalog catalog,
    GuestEntrance entrance,
    DeploymentBudget budget,
    GuestLogons logons,
    LogonAttempts attempts,
    KnownAliases known,
    ServiceTokens tokens,
    InstallationKit kit) : IOperationRunner
{
    public bool Carries(OperationKind kind) =>
        kind is OperationKind.AddGuestAlias or OperationKind.VerifyGuestAlias or OperationKind.RemoveGuestAlias;

    public async Task<OperationEnd> RunAsync(OperationRun run, CancellationToken cancellationToken)
    {
        try
        {
            var machine = await catalog.FindAsync(run.Operation.Target, cancellationToken);
            if (!await run.TryResolveTargetAsync(machine.ToTarget(), cancellationToken))
            {
                return Again(run, DeploymentErrors.AnotherAtWork(machine.Name));
            }

            var logon = await logons.FindRequestedAsync(run, machine, cancellationToken);
            if (logon is not null)
            {
                await attempts.DemandAsync(logon, machine, cancellationToken);
            }

            using var place = await run.WaitOutsideTimeoutAsync(
                waiting => budget.EnterAsync(machine.VCenter, machine.Host, machine.Reference.Value, waiting), cancellationToken);
            await run.BeginAttemptAsync(OperationChannel.GuestOperations, cancellationToken);
            return new OperationEnd.Succeeded(JsonSerializer.SerializeToElement(
                await CarryOutAsync(run, machine, logon, cancellationToken), GuestAliasJson.Default.GuestAliasResult));
        }
        catch (OperationException exception)
        {
            return new OperationEnd.Failed(exception.Error);
        }
        catch (LogonHeldException held)
        {
            return held.WaitsUntil > kit.Time.GetUtcNow()
                ? new OperationEnd.RetryAt(held.WaitsUntil.Value, held.Error) { RestartsTimeout = true }
                : new OperationEnd.Failed(held.Error);
        }
        catch (ObstacleException exception)
        {
            return End(run, exception.Obstacle);
        }
        catch (VimException exception)
        {
            return End(run, FaultClassifier.Classify(exception, run.Operation.Target.ToString()));
        }
    }

    private async Task<GuestAliasResult> CarryOutAsync(OperationRun run, VirtualMachine machine, GuestLogon? logon, CancellationToken cancellationToken)
    {
        var access = await entrance.OpenAsync(run, machine, ReadinessGate.Judge, cancellationToken);
        var account = run.Operation.Parameters?.Deserialize(GuestAliasJson.Default.GuestAliasParameters)?.Account ?? (access.Facts.IsWindows ? "SYSTEM" : "root");
        var alias = new GuestAlias(access, account, await tokens.GetAsync(machine.VCenter, cancellationToken), known, attempts, run);
        var own = GuestLogon.ByAlias(account, machine.VCenter, tokens);
        return run.Operation.Kind switch
        {
            OperationKind.AddGuestAlias => await alias.AddAsync(
                logon ?? throw new OperationException(DeploymentErrors.LogonMissing(null)), own, cancellationToken),
            OperationKind.VerifyGuestAlias => await alias.VerifyAsync(own, cancellationToken),
            _ => await alias.RemoveAsync(logon ?? own, cancellationToken),
        };
    }

    private OperationEnd End(OperationRun run, Obstacle obstacle) =>
        obstacle.Verdict == Verdict.Stop ? new OperationEnd.Failed(obstacle.Error) : Again(run, obstacle.Error);

    private OperationEnd.RetryAt Again(OperationRun run, OperationError error) =>
        new(kit.Time.GetUtcNow() + kit.Retries.Delay(Math.Max(1, run.Operation.AttemptCount)), error);
}
