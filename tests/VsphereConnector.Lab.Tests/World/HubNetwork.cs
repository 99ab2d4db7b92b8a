using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace VsphereConnector.Lab.Tests.World;

/// <summary>Connections from the tests into the hub's network: a socket belongs to the network of the thread that made it.</summary>
internal static partial class HubNetwork
{
    private const int NetworkNamespace = 0x40000000; // CLONE_NEWNET

    /// <summary>Connects to the hub's loopback.</summary>
    public static async ValueTask<Stream> ConnectAsync(Hub hub, int port, CancellationToken token)
    {
        var socket = MakeSocket(hub);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static Socket MakeSocket(Hub hub)
    {
        Socket? socket = null;
        ExceptionDispatchInfo? failure = null;
        var inside = new Thread(() =>
        {
            try
            {
                using var network = File.OpenHandle(string.Create(CultureInfo.InvariantCulture, $"/proc/{hub.Process}/ns/net"));
                if (EnterNamespace(network, NetworkNamespace) != 0)
                    throw new InvalidOperationException($"The hub's network cannot be entered: {Marshal.GetLastPInvokeErrorMessage()}");

                socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        inside.Start(); // it ends in the hub's network, so that no other work ever runs there
        inside.Join();
        failure?.Throw();
        return socket!;
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int EnterNamespace(SafeHandle descriptor, int kind);
}
