using System.Text;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Simulator.Guests.Processes;

namespace VsphereConnector.Simulator.Guests.Connectors;

/// <summary>A simulated guest as the real connector code sees it, from inside one process of that guest.</summary>
internal sealed class SimulatedMachine(ProgramRun run) : IMachine
{
    public TimeProvider Time => run.Time;

    public Random Random { get; } = new(run.Seed);

    public IMachineFiles Files { get; } = new SimulatedMachineFiles(run.Guest, run.Process);

    public IMachineProcesses Processes { get; } = new SimulatedMachineProcesses(run.Guest, run.Process, run.Start.Environment);

    public IMachineServices Services { get; } = new SimulatedServices(run);

    public IMachinePipes Pipes { get; } = new SimulatedPipes(run.Time);

    public IMachineRegistry Registry { get; } = new SimulatedRegistry(run.Guest);

    public TimeSpan? Uptime => run.Guest.PoweredOnAt is { } at ? run.Time.GetUtcNow() - at : null;

    public string ProgramPath => run.Process.Program;

    public string Account => run.Process.Account.Name;

    public bool IsAdministrator => run.Process.Account.IsAdministrator;

    public bool IsLocalSystem => run.Process.Account == GuestAccount.LocalSystem;

    /// <summary>All simulated connectors share the memory of this process; there is no figure for one.</summary>
    public long ResidentBytes => Environment.WorkingSet;

    /// <summary>What the virtual machine's properties say of its memory.</summary>
    public MemoryStatus? ReadMemory() => new(4096L * 1024 * 1024, (4096L - 512) * 1024 * 1024);

    public MachineIdentity ReadIdentity() => new()
    {
        HostName = run.Guest.VirtualMachine.Name,
        OperatingSystem = run.Guest.IsWindows ? "windows" : "linux",
        Architecture = run.Guest.Profile.Architecture,
        OperatingSystemName = run.Guest.Profile.FullName,
        BiosUuid = run.Guest.VirtualMachine.Uuid,
        MachineId = MachineId(),
        HardwareAddresses = [run.Guest.VirtualMachine.MacAddress],
    };

    public ValueTask<Stream> ConnectAsync(string host, int port, CancellationToken cancellationToken) =>
        run.Process.IsRunning ? run.Guest.Network.ConnectAsync(host, port, cancellationToken) : throw new IOException("The process has ended.");

    private string? MachineId() => !run.Guest.IsWindows && run.Guest.ReadFile("/etc/machine-id") is { } id ? Encoding.ASCII.GetString(id).Trim() : null;
}
