using System.Collections.Concurrent;
using System.Net.Sockets;

namespace VsphereConnector.Simulator.Guests;

/// <summary>The network of a guest: real connections, which a test can cut.</summary>
public sealed class GuestNetwork
{
    private readonly ConcurrentDictionary<Socket, byte> _open = new();
    private volatile bool _cut;
    private volatile bool _poweredOff;

    /// <summary>The connections that are open now.</summary>
    public int OpenConnections => _open.Keys.Count(socket => socket.Connected);

    /// <summary>Whether nothing leads out of the guest.</summary>
    public bool IsCut => _cut;

    /// <summary>Breaks every connection and lets none be made until <see cref="Restore"/>.</summary>
    public void Cut()
    {
        _cut = true;
        Drop();
    }

    /// <summary>Lets connections be made again.</summary>
    public void Restore() => _cut = false;

    internal void PowerOn() => _poweredOff = false;

    internal void PowerOff()
    {
        _poweredOff = true;
        Drop();
    }

    private void Drop()
    {
        foreach (var socket in _open.Keys)
        {
            if (_open.TryRemove(socket, out _))
                socket.Dispose();
        }
    }

    internal async ValueTask<Stream> ConnectAsync(string host, int port, CancellationToken cancellation)
    {
        DemandNetwork();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, cancellation);
            Forget();
            var stream = new NetworkStream(socket, ownsSocket: true);
            _open[socket] = 0;
            DemandNetwork();
            return stream;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void DemandNetwork()
    {
        if (_cut || _poweredOff)
            throw new SocketException((int)SocketError.NetworkUnreachable);
    }

    private void Forget()
    {
        foreach (var socket in _open.Keys.Where(socket => !socket.Connected))
            _open.TryRemove(socket, out _);
    }
}
