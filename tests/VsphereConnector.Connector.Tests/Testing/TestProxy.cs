using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace VsphereConnector.Connector.Tests.Testing;

/// <summary>A proxy on loopback that knows CONNECT (RFC 9110, 9.3.6) and passes on what it does not understand.</summary>
internal sealed class TestProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<TcpClient> _clients = [];

    public TestProxy()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Where it was asked to connect to, in this order.</summary>
    public ConcurrentQueue<string> Targets { get; } = [];

    /// <summary>Cuts every connection that goes through it.</summary>
    public void Cut()
    {
        while (_clients.TryTake(out var client))
        {
            client.Close();
        }
    }

    public void Dispose()
    {
        _listener.Stop();
        Cut();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            _clients.Add(client);
            var near = client.GetStream();
            var target = await ReadTargetAsync(near);
            Targets.Enqueue(target);
            using var server = new TcpClient();
            await server.ConnectAsync(IPAddress.Loopback, int.Parse(target[(target.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture));
            _clients.Add(server);
            await near.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray());
            var far = server.GetStream();
            await Task.WhenAny(near.CopyToAsync(far), far.CopyToAsync(near));
            client.Close();
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException)
        {
            // Cut.
        }
    }

    private static async Task<string> ReadTargetAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one) == 1)
        {
            head.Append((char)one[0]);
        }

        var words = head.ToString().Split(' ');
        Assert.Equal("CONNECT", words[0]);
        return words[1];
    }
}
