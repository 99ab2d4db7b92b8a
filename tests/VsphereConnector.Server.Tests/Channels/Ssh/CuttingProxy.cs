using System.Net;
using System.Net.Sockets;

namespace VsphereConnector.Server.Tests.Channels.Ssh;

/// <summary>A way to a machine that can be cut, and that can fall silent.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private readonly List<Socket> _sockets = [];
    private readonly IPEndPoint _to;
    private readonly Task _accepting;
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _open = Opened();

    public CuttingProxy(string address, int port)
    {
        _to = new IPEndPoint(IPAddress.Parse(address), port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Completes when somebody has connected.</summary>
    public Task Connected => _connected.Task;

    /// <summary>Bytes that have come from the side that connected.</summary>
    public long Sent { get; private set; }

    /// <summary>From now on nothing passes, as behind a firewall that drops packets.</summary>
    public void FallSilent() => _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Resets every connection.</summary>
    public void Cut()
    {
        lock (_gate)
        {
            foreach (var socket in _sockets)
            {
                socket.LingerState = new LingerOption(true, 0);
                socket.Close();
            }

            _sockets.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _open.TrySetResult();
        _listener.Stop();
        Cut();
        await _accepting;
        _end.Dispose();
    }

    private static TaskCompletionSource Opened()
    {
        var source = new TaskCompletionSource();
        source.SetResult();
        return source;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var from = await _listener.AcceptSocketAsync(_end.Token);
                var to = new Socket(_to.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                await to.ConnectAsync(_to, _end.Token);
                lock (_gate)
                {
                    _sockets.AddRange([from, to]);
                }

                _connected.TrySetResult();
                _ = PassAsync(from, to, count: true);
                _ = PassAsync(to, from, count: false);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
        }
    }

    private async Task PassAsync(Socket from, Socket to, bool count)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer, _end.Token)) > 0)
            {
                await _open.Task;
                await to.SendAsync(buffer.AsMemory(0, read), _end.Token);
                Sent += count ? read : 0;
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }
}
