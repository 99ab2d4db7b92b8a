using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.Machines;

/// <summary>
/// The endpoint that the connector lives on, and the process that it lives in. One implementation is the machine that this program runs
/// on, the other a simulated guest: many of them share a process, so the connector keeps nothing in statics and no thread of its own.
/// </summary>
internal interface IMachine
{
    TimeProvider Time { get; }

    /// <summary>Spreads retries. Used by one task at a time.</summary>
    Random Random { get; }

    IMachineFiles Files { get; }

    IMachineProcesses Processes { get; }

    /// <summary>The Windows services; asked on Windows only.</summary>
    IMachineServices Services { get; }

    IMachinePipes Pipes { get; }

    /// <summary>The Windows registry; asked on Windows only.</summary>
    IMachineRegistry Registry { get; }

    /// <summary>The full path of the running program; the installer copies it, the daemon finds its folder by it.</summary>
    string ProgramPath { get; }

    /// <summary>The account that runs this process.</summary>
    string Account { get; }

    /// <summary>Root, or elevated administrator.</summary>
    bool IsAdministrator { get; }

    /// <summary>The account of Windows' own services, which VMware Tools run as, too; never on other systems.</summary>
    bool IsLocalSystem { get; }

    /// <summary>The memory of this process in bytes.</summary>
    long ResidentBytes { get; }

    /// <summary>How long the machine has been up; null where it cannot be told.</summary>
    TimeSpan? Uptime { get; }

    /// <summary>The machine's memory now; null where it cannot be told.</summary>
    MemoryStatus? ReadMemory();

    /// <summary>Read afresh at every call: a copied or re-configured machine shows.</summary>
    MachineIdentity ReadIdentity();

    /// <summary>Opens a TCP connection; fails with <see cref="IOException"/> or <see cref="System.Net.Sockets.SocketException"/>.</summary>
    ValueTask<Stream> ConnectAsync(string host, int port, CancellationToken cancellationToken);
}
