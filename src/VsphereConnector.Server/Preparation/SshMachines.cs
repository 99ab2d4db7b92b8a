using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Channels.Ssh;
using VsphereConnector.Server.Channels.Ssh.Driver;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Preparation;

/// <summary>Machines that are worked on over SSH, whether or not a connector is on them.</summary>
internal sealed class SshMachines(SshRoutes routes, SshConnections connections)
{
    public async Task<bool> LeadsToAsync(OperationRun run, PreparedMachine machine, CancellationToken cancellationToken)
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

    /// <exception cref="OperationException">It is not reached by SSH, and why.</exception>
    /// <exception cref="SshException">The connection failed, or the machine said no.</exception>
    public async Task<T> WorkAsync<T>(
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
