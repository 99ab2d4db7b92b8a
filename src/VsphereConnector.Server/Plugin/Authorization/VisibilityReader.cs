using System.Runtime.CompilerServices;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Plugin.Sessions;
using VsphereConnector.Vim25;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Server.Plugin.Authorization;

/// <summary>
/// Tells what a caller may see. Each virtual machine is asked about, since a permission on one takes precedence over what is inherited;
/// one answer for all of them serves a session for a minute.
/// </summary>
internal sealed class VisibilityReader(UserPrivileges privileges, VirtualMachineCatalog catalog, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    private readonly ConditionalWeakTable<DelegatedSession, Seen> _bySession = [];

    /// <exception cref="RequestProblemException">The session has ended, or vCenter does not answer as it should.</exception>
    public async Task<Visibility> OfAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (caller.Session is not { } session)
        {
            return Visibility.Everything;
        }

        var seen = _bySession.GetOrAdd(session, _ => new Seen());
        await seen.Gate.WaitAsync(cancellationToken);
        try
        {
            if (seen.Visibility is null || seen.At + Fresh <= time.GetUtcNow())
            {
                var now = time.GetUtcNow();
                seen.Visibility = await ReadAsync(session, cancellationToken);
                seen.At = now;
            }

            return seen.Visibility;
        }
        finally
        {
            seen.Gate.Release();
        }
    }

    /// <summary>Whether the caller may see what is done to this target, also where the machine is newer than the last answer.</summary>
    /// <exception cref="RequestProblemException">The session has ended, or vCenter does not answer as it should.</exception>
    public async Task<bool> SeesAsync(Caller caller, OperationTarget target, CancellationToken cancellationToken)
    {
        if ((await OfAsync(caller, cancellationToken)).Sees(target))
        {
            return true;
        }

        if (caller.Session is not { } session || target.MoRef is not { } moRef || !session.VCenter.Name.Equals(target.VCenter, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var machine = new ManagedObjectReference("VirtualMachine", moRef);
        var answer = await privileges.AskAsync(session, [machine], [RequiredPrivileges.ToView], cancellationToken);
        return answer.Allows(machine, RequiredPrivileges.ToView);
    }

    private async Task<Visibility> ReadAsync(DelegatedSession session, CancellationToken cancellationToken)
    {
        var machines = await MachinesAsync(session.VCenter.Name, cancellationToken);
        var answer = await privileges.AskAsync(
            session, [session.RootFolder, .. machines.Select(machine => machine.Reference)], [RequiredPrivileges.ToView], cancellationToken);
        return Visibility.Of(
            session.VCenter.Name,
            machines.Where(machine => answer.Allows(machine.Reference, RequiredPrivileges.ToView)),
            machines,
            answer.Allows(session.RootFolder, RequiredPrivileges.ToView));
    }

    private async Task<IReadOnlyList<VirtualMachine>> MachinesAsync(string vCenter, CancellationToken cancellationToken)
    {
        try
        {
            return [.. (await catalog.ListAsync(vCenter, cancellationToken)).Snapshots.SelectMany(snapshot => snapshot.VirtualMachines)];
        }
        catch (VimException exception)
        {
            throw new RequestProblemException(Problems.VCenterUnreachable(exception.Message));
        }
    }

    private sealed class Seen
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public Visibility? Visibility { get; set; }

        public DateTimeOffset At { get; set; }
    }
}
