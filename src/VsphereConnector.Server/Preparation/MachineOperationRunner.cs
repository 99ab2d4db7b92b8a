using System.Text.Json;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Channels.Ssh;
using VsphereConnector.Server.Credentials.Guard;
using VsphereConnector.Server.Deployment;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Preparation;

/// <summary>
/// Operations that are about a machine itself and not about a connector on it: looking whether everything is as a connector needs it, and, on
/// Linux, by SSH, preparing an account.
/// </summary>
internal sealed class MachineOperationRunner(MachineLookup machines, MachineLook look, SshMachines ssh, TimeProvider time) : IOperationRunner
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

    private async Task<OperationEnd> CheckAsync(OperationRun run, PreparedMachine machine, CancellationToken cancellationToken)
    {
        var parameters = run.Operation.Parameters?.Deserialize<CheckMachineParameters>(ApiJson.Options) ?? new CheckMachineParameters();
        try
        {
            var findings = await look.LookAsync(run, machine, parameters, cancellationToken);
            return new OperationEnd.Succeeded(JsonSerializer.SerializeToElement(CheckMachineResult.Of(findings), ApiJson.Options));
        }
        catch (FormatException)
        {
            return new OperationEnd.Failed(CheckErrors.Broken(machine.Endpoint.Name));
        }
    }

    private async Task<OperationEnd> PrepareAsync(OperationRun run, PreparedMachine machine, CancellationToken cancellationToken)
    {
        var parameters = run.Operation.Parameters?.Deserialize<PrepareAccountParameters>(ApiJson.Options) ?? new PrepareAccountParameters();
        if ((parameters.Account ?? machine.Registered?.RunAs) is not { } account)
        {
            return new OperationEnd.Failed(PreparationErrors.NoAccount(machine.Endpoint.Name));
        }

        try
        {
            var result = await ssh.WorkAsync(
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
}
