using VsphereConnector.Connector.Machines;

namespace VsphereConnector.Simulator.Guests.Connectors;

/// <summary>The Windows services of a simulated guest: a service that is started runs its command line.</summary>
internal sealed class SimulatedServices(SimulatedGuest guest) : IMachineServices
{
    public MachineService? Find(string name) => guest.Services.TryGetValue(name, out var commandLine)
        ? new(commandLine, "LocalSystem", ServiceStart.DelayedAutomatic, Running(commandLine).Any() ? ServiceState.Running : ServiceState.Stopped)
        : null;

    public void Create(string name, string displayName, string commandLine)
    {
        if (!guest.Services.TryAdd(name, commandLine))
            throw new IOException($"Cannot create the service: {name} exists (1073).");
    }

    public void Start(string name)
    {
        var commandLine = guest.Services[name];
        if (!Running(commandLine).Any())
        {
            guest.Processes.Start(new Processes.ProgramStart
            {
                Program = ProgramOf(commandLine),
                Arguments = commandLine[(commandLine.IndexOf('"', 1) + 1)..].Replace("--service", "", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries),
                Account = guest.Administrator,
                WorkingDirectory = @"C:\Windows",
            });
        }
    }

    public void Stop(string name)
    {
        foreach (var process in Running(guest.Services[name]))
            process.Terminate();
    }

    public void Delete(string name) => guest.Services.TryRemove(name, out _);

    private IEnumerable<Processes.SimulatedProcess> Running(string commandLine) =>
        guest.Processes.Running().Where(process => process.Program == ProgramOf(commandLine));

    private static string ProgramOf(string commandLine) => commandLine[1..commandLine.IndexOf('"', 1)];
}
