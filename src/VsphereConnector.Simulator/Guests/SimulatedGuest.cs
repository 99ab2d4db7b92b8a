using VsphereConnector.Simulator.Guests.Files;
using VsphereConnector.Simulator.Guests.Processes;
using VsphereConnector.Simulator.Inventory;

namespace VsphereConnector.Simulator.Guests;

/// <summary>The inside of a virtual machine: its files, accounts, processes and network.</summary>
public sealed class SimulatedGuest
{
    private readonly GuestEnvironment _environment;

    internal SimulatedGuest(VirtualMachine vm, GuestEnvironment environment, SimulatedFileSystem? files = null)
    {
        _environment = environment;
        VirtualMachine = vm;
        Profile = vm.Options.Guest;
        Accounts = new GuestAccounts(Profile);
        Files = files ?? BaseSystem.Install(Profile, vm.Name, environment);
        Processes = new ProcessTable(this, environment);
        Network = new GuestNetwork();
    }

    /// <summary>The accounts, and how often somebody failed to log on to them.</summary>
    public GuestAccounts Accounts { get; }

    /// <summary>What the guest was made from.</summary>
    public GuestProfile Profile { get; }

    /// <summary>The network: it can be cut and restored.</summary>
    public GuestNetwork Network { get; }

    internal VirtualMachine VirtualMachine { get; }

    internal SimulatedFileSystem Files { get; private set; }

    internal Connectors.UnpackedPrograms Unpacked => _environment.Unpacked;

    /// <summary>The Windows services, by their name.</summary>
    internal System.Collections.Concurrent.ConcurrentDictionary<string, Connectors.SimulatedService> Services { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a service starts when it is told to.</summary>
    internal bool StartsServices { get; set; } = true;

    /// <summary>What is below HKEY_LOCAL_MACHINE of a Windows guest.</summary>
    internal System.Collections.Concurrent.ConcurrentDictionary<string, string> Registry { get; } = new(StringComparer.OrdinalIgnoreCase);

    internal DateTimeOffset? PoweredOnAt { get; private set; }

    internal FileLocks Locks { get; } = new();

    internal ProcessTable Processes { get; }

    internal bool IsWindows => Profile.IsWindows;

    internal GuestAccount Administrator => Profile.Accounts.First(account => account.IsAdministrator);

    /// <summary>Reads a file as the administrator; null where there is none.</summary>
    public byte[]? ReadFile(string path) => Files.Find(path) is { IsFile: true } ? Files.Read(path, Administrator) : null;

    /// <summary>Writes a file as the administrator, and the folders above it.</summary>
    public void WriteFile(string path, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        var segments = Files.Paths.Split(path);
        Files.MakeDirectory(Files.Paths.Join(segments[..^1]), Administrator, 0b111_101_101, parents: true);
        Files.Write(path, content.ToArray(), Administrator, (int)mode);
    }

    /// <summary>What a Windows service logs on as; null where there is none.</summary>
    public string? FindServiceAccount(string name) => Services.GetValueOrDefault(name) is { Exists: true } service ? service.Account : null;

    /// <summary>Gives a Windows service another account, as an administrator of the guest does.</summary>
    public void ChangeServiceAccount(string name, string account) => Services[name].Account = account;

    /// <summary>Windows: sets a text below HKEY_LOCAL_MACHINE.</summary>
    public void WriteRegistry(string key, string name, string value) => Registry[$@"{key}\{name}"] = value;

    /// <summary>All that is below a folder, by full path: what an installation left behind shows here.</summary>
    public IReadOnlyList<string> ListFiles(string folder) => Files.AllPaths(folder);

    /// <summary>The command lines of the processes that run.</summary>
    public IReadOnlyList<string> RunningProcesses() => [.. Processes.Running().Select(process => process.CommandLine)];

    /// <summary>The library that was loaded first into the one process that runs of this name; null where it has none.</summary>
    public string? LibraryOf(string process) => Find(process).Library;

    /// <summary>The limits on the one process that runs of this name: percent of all processors, bytes of memory; null for none.</summary>
    public (int? CpuPercent, long? MemoryBytes) LimitsOf(string process) => (Find(process).Limits.CpuPercent, Find(process).Limits.MemoryBytes);

    /// <summary>The full path of a program, as a shell would find it; null where there is none.</summary>
    internal string? Locate(string program) => ProgramTable.Locate(this, program);

    /// <summary>Another disk: it takes effect with the next power on.</summary>
    internal void Replace(SimulatedFileSystem files) => Files = files;

    internal void PowerOn()
    {
        PoweredOnAt = _environment.Time.GetUtcNow();
        Network.PowerOn();
        Connectors.InitScripts.StartAll(this);
    }

    internal void PowerOff()
    {
        Network.PowerOff();
        Processes.KillAll();
    }

    private SimulatedProcess Find(string name) => Processes.Running().Single(process => process.Name == name);
}

/// <summary>What all guests of a simulator share.</summary>
internal sealed record GuestEnvironment(TimeProvider Time, int Seed, ProgramTable Programs, Connectors.UnpackedPrograms Unpacked);
