using VsphereConnector.Contracts.Installation;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Channels.Smb;
using VsphereConnector.Server.Channels.Smb.Driver;
using VsphereConnector.Server.Credentials.Guard;
using VsphereConnector.Server.Deployment;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Preflight.Guests;

namespace VsphereConnector.Server.Preparation;

/// <summary>The look at a Windows machine by SMB: as SYSTEM, by a service that is there for it alone, as an installation works.</summary>
internal sealed class SmbLook(SmbRoutes routes, SmbEntrance entrance, InstallationKit kit)
{
    /// <exception cref="OperationException">It has no credential, the folder cannot be made, or the program does not start.</exception>
    /// <exception cref="SmbException">SMB does not lead there, or the machine said no.</exception>
    /// <exception cref="LogonHeldException">The account is held.</exception>
    /// <exception cref="FormatException">The program did not come to its end.</exception>
    public async Task<GuestReport> LookAsync(OperationRun run, PreparedMachine machine, GuestQuestion question, CancellationToken cancellationToken)
    {
        // What a run before this one left is removed, also where this one is to stop.
        var opening = run.Operation.Checkpoint is null ? cancellationToken : CancellationToken.None;
        var route = await routes.FindAsync(run, machine.Endpoint, opening);
        await run.BeginAttemptAsync(OperationChannel.Smb, opening);
        await using var connection = await entrance.OpenAsync(run, route, opening);
        await using var workspace = new SmbWorkspace(connection, kit.Time, InstallBundle.LookVerb);
        return await new LookRun(run, machine.Endpoint.Name, workspace, kit).RunAsync(question, opening, cancellationToken);
    }
}
