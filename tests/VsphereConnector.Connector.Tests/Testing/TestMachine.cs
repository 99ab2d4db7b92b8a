using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Connector.Machines.Local;
using VsphereConnector.Contracts;

namespace VsphereConnector.Connector.Tests.Testing;

/// <summary>
/// This machine with its system folders (/etc, /run, /var/run) moved into a folder of the test; the daemon runs in the test's process.
/// </summary>
internal sealed class TestMachine : IMachine, IMachineProcesses, IAsyncDisposable
{
    /// <summary>A program with this in its file is started, and ends at once.</summary>
    public const string DoesNotStart = "# does not start";

    private const int DaemonId = 1_000_000;

    private readonly LocalMachine _local = new();
    private readonly ConcurrentDictionary<int, (string Program, Task Ended, CancellationTokenSource Stop)> _daemons = [];
    private readonly ConcurrentBag<Socket> _connections = [];
    private readonly TestServices _services = new();
    private int _lastId = DaemonId;

    public TestMachine()
    {
        Root = Directory.CreateTempSubdirectory("vlink-test-").FullName;
        Disk = new TestDisk(_local.Files, Root);
        ProgramPath = $"{Root}/upload/vlink";
        Directory.CreateDirectory($"{Root}/upload");
        _local.Files.WriteAtomically(ProgramPath, "#!/bin/sh\nexit 0\n"u8, FileModes.Executable);
        Folder = ConnectorFolder.Below($"{Root}/intigua");
        Identity = new()
        {
            HostName = "guest", OperatingSystem = "linux", Architecture = "x64", BiosUuid = Guid.NewGuid().ToString(), MachineId = "m",
        };
    }

    private TestMachine(TestMachine machine, string programPath)
    {
        (Root, Disk, Folder, Identity, ProgramPath) = (machine.Root, machine.Disk, machine.Folder, machine.Identity, programPath);
        Outer = machine;
    }

    /// <summary>All of it is below this folder.</summary>
    public string Root { get; }

    public string Parent => $"{Root}/intigua";

    public ConnectorFolder Folder { get; }

    public TestDisk Disk { get; }

    public MachineIdentity Identity { get; set; }

    /// <summary>Whether programs that are started detached really start.</summary>
    public bool StartsDaemons { get; set; } = true;

    public TimeProvider Time => TimeProvider.System;

    public Random Random { get; } = new NoWait();

    public IMachineFiles Files => Disk;

    public IMachineProcesses Processes => this;

    public TestServices WindowsServices => Outer._services;

    public IMachineServices Services => WindowsServices;

    public IMachinePipes Pipes => _local.Pipes;

    public IMachineRegistry Registry { get; } = new TestRegistry();

    public string ProgramPath { get; }

    public string Account => _local.Account;

    public bool IsAdministrator { get; set; } = true;

    public bool IsLocalSystem { get; set; }

    public long ResidentBytes => _local.ResidentBytes;

    public TimeSpan? Uptime => _local.Uptime;

    public int CurrentId { get; private set; } = Environment.ProcessId;

    public DateTimeOffset StartedAt => _local.Processes.StartedAt;

    private TestMachine Outer { get => field ?? this; }

    public Contracts.Operations.MemoryStatus? ReadMemory() => _local.ReadMemory();

    public MachineIdentity ReadIdentity() => Outer.Identity;

    public async ValueTask<Stream> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
        Outer._connections.Add(socket);
        return new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>Cuts every connection that is open, without a goodbye.</summary>
    public void CutNetwork()
    {
        while (_connections.TryTake(out var socket))
        {
            socket.Close(timeout: 0);
        }
    }

    /// <summary>Runs the program with these arguments as if from the installed file or (install) from the upload.</summary>
    public async Task<(int ExitCode, string Output)> RunAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        var output = new StringWriter();
        var machine = arguments[0] == "install" ? this : new TestMachine(this, Folder.Program) { IsAdministrator = IsAdministrator };
        var exitCode = await ConnectorProgram.RunAsync(machine, arguments, output, output, cancellationToken);
        return (exitCode, output.ToString());
    }

    /// <summary>Programs that are replaced by others, by their name.</summary>
    public Dictionary<string, string> Replaced { get; } = [];

    public IMachineProcess Start(ProcessStart start) =>
        _local.Processes.Start(start with { Program = Outer.Replaced.GetValueOrDefault(start.Program, start.Program) });

    public int StartDetached(ProcessStart start) => Outer.StartDaemon(start);

    /// <summary>A process that the lists of this machine have, until its daemons are stopped.</summary>
    public void Pretend(string program)
    {
        var (ended, stop) = (new TaskCompletionSource(), new CancellationTokenSource());
        stop.Token.Register(ended.SetResult);
        _daemons[Interlocked.Increment(ref _lastId)] = (program, ended.Task, stop);
    }

    public string? ProgramOf(int processId) =>
        Outer._daemons.TryGetValue(processId, out var daemon) && !daemon.Ended.IsCompleted ? daemon.Program : null;

    public DateTimeOffset? StartTimeOf(int processId) => ProgramOf(processId) is null ? _local.Processes.StartTimeOf(processId) : StartedAt;

    public IReadOnlyList<int> FindByName(string fileName) =>
        [.. Outer._daemons.Where(daemon => !daemon.Value.Ended.IsCompleted && Path.GetFileName(daemon.Value.Program) == fileName).Select(daemon => daemon.Key)];

    public IReadOnlyList<string> FindFamily(string family) => _local.Processes.FindFamily(family);

    public void EndFamily(string family) => _local.Processes.EndFamily(family);

    public void KillTree(int processId) => _local.Processes.KillTree(processId);

    public IReadOnlyList<string> Limit(ProcessLimits limits) => throw new PlatformNotSupportedException();

    public void Terminate(int processId, bool force) => _ = Outer._daemons[processId].Stop.CancelAsync();

    /// <summary>Ends the daemons as a shutdown of the machine does.</summary>
    public async Task StopDaemonsAsync()
    {
        // One of them may start another until it has ended.
        while (_daemons.Values.FirstOrDefault(daemon => !daemon.Ended.IsCompleted) is { Ended: { } ended, Stop: { } stop })
        {
            await stop.CancelAsync();
            await ended;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopDaemonsAsync();
        Directory.Delete(Root, recursive: true);
    }

    private int StartDaemon(ProcessStart start)
    {
        var id = Interlocked.Increment(ref _lastId);
        if (StartsDaemons && !File.ReadAllText(start.Program).Contains(DoesNotStart, StringComparison.Ordinal))
        {
            var stop = new CancellationTokenSource();
            var machine = new TestMachine(this, start.Program) { CurrentId = id };
            _daemons[id] = (start.Program, Task.Run(() => ConnectorProgram.RunAsync(machine, start.Arguments, TextWriter.Null, TextWriter.Null, stop.Token)), stop);
        }

        return id;
    }

    private sealed class NoWait : Random
    {
        public override double NextDouble() => 0.01;
    }
}
