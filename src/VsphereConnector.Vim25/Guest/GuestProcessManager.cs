using System.Globalization;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Guest;

/// <summary>Processes in guests (vSphere's <c>GuestProcessManager</c>).</summary>
public sealed class GuestProcessManager
{
    private readonly GuestService _service;

    internal GuestProcessManager(GuestService service) => _service = service;

    /// <summary>Starts a program and does not wait for it (<c>StartProgramInGuest</c>). Not idempotent: after a lost answer look for the process.</summary>
    /// <returns>The process id.</returns>
    /// <exception cref="Faults.VimFaultException"><see cref="Faults.FileNotFound"/>, <see cref="Faults.CannotAccessFile"/> (not executable), and others.</exception>
    public async Task<long> StartProgramInGuestAsync(
        ManagedObjectReference vm, GuestAuthentication auth, GuestProgramSpec spec, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var pid = await _service
            .InvokeAsync("StartProgramInGuest", vm, auth, arguments => arguments.WriteObject("spec", spec.TypeName, spec.WriteTo), cancellationToken)
            .ConfigureAwait(false);
        return pid.AsInt64() ?? throw new VimProtocolException("StartProgramInGuest gave no process id.");
    }

    /// <summary>Lists processes (<c>ListProcessesInGuest</c>).</summary>
    /// <param name="vm">The virtual machine.</param>
    /// <param name="auth">The guest credentials.</param>
    /// <param name="pids">Which ones; empty for all, which is much work for the guest. One that is unknown is left out.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    public async Task<IReadOnlyList<GuestProcessInfo>> ListProcessesInGuestAsync(
        ManagedObjectReference vm, GuestAuthentication auth, IReadOnlyList<long> pids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pids);
        var processes = await _service.InvokeAsync(
            "ListProcessesInGuest",
            vm,
            auth,
            arguments => arguments.Write("pids", pids.Select(pid => pid.ToString(CultureInfo.InvariantCulture))),
            cancellationToken).ConfigureAwait(false);
        return [.. processes.AsList().Select(process => GuestProcessInfo.From(process.AsObject() ?? DataObject.Empty))];
    }

    /// <summary>Ends a process by force (<c>TerminateProcessInGuest</c>).</summary>
    /// <exception cref="Faults.VimFaultException"><see cref="Faults.GuestProcessNotFound"/>: it has ended already.</exception>
    public Task TerminateProcessInGuestAsync(ManagedObjectReference vm, GuestAuthentication auth, long pid, CancellationToken cancellationToken = default) =>
        _service.InvokeAsync("TerminateProcessInGuest", vm, auth, arguments => arguments.Write("pid", pid), cancellationToken);

    /// <summary>Reads environment variables as <c>NAME=value</c> (<c>ReadEnvironmentVariableInGuest</c>).</summary>
    /// <param name="vm">The virtual machine.</param>
    /// <param name="auth">The guest credentials.</param>
    /// <param name="names">Which ones; empty for all. One that is unset is left out.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    public async Task<IReadOnlyList<string>> ReadEnvironmentVariableInGuestAsync(
        ManagedObjectReference vm, GuestAuthentication auth, IReadOnlyList<string> names, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(names);
        var variables = await _service
            .InvokeAsync("ReadEnvironmentVariableInGuest", vm, auth, arguments => arguments.Write("names", names), cancellationToken)
            .ConfigureAwait(false);
        return [.. variables.AsList().Select(variable => variable.AsString() ?? "")];
    }
}
