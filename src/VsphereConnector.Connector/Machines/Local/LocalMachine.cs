using System.Net.Sockets;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.Machines.Local;

/// <summary>The machine that this program runs on.</summary>
internal sealed class LocalMachine : IMachine
{
    public TimeProvider Time => TimeProvider.System;

    public Random Random => Random.Shared;

    public IMachineFiles Files { get; } = new LocalFiles();

    public IMachineProcesses Processes { get; } = new LocalProcesses();

    public IMachineServices Services =>
        OperatingSystem.IsWindows() ? new LocalServices() : throw new PlatformNotSupportedException("There are no Windows services here.");

    public IMachinePipes Pipes { get; } = new LocalPipes();

    public IMachineRegistry Registry =>
        OperatingSystem.IsWindows() ? new LocalRegistry() : throw new PlatformNotSupportedException("There is no Windows registry here.");

    public string ProgramPath => Environment.ProcessPath ?? throw new InvalidOperationException("The system does not say which program this is.");

    public string Account => OperatingSystem.IsWindows() ? WindowsAccount.Name : Environment.UserName;

    public bool IsAdministrator => Environment.IsPrivilegedProcess;

    public bool IsLocalSystem => OperatingSystem.IsWindows() && WindowsAccount.IsLocalSystem;

    public long ResidentBytes => Environment.WorkingSet;

    public TimeSpan? Uptime => LocalHealth.Uptime;

    public MemoryStatus? ReadMemory() => LocalHealth.ReadMemory();

    public MachineIdentity ReadIdentity() => LocalIdentity.Read();

    public async ValueTask<Stream> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
