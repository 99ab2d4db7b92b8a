using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MachineMetrics;

// serve PORT: answers every request with how this machine is, until it is ended. ask PORT: succeeds where that answers.
if (args is not [var verb, var text] || !ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
{
    await Console.Error.WriteLineAsync("usage: machine-metrics serve|ask PORT");
    return 2;
}

return verb == "ask" ? await AskAsync(port) : await ServeAsync(port);

static async Task<int> ServeAsync(ushort port)
{
    using var listener = new TcpListener(IPAddress.Loopback, port);
    listener.Start();
    await Console.Out.WriteLineAsync($"Listening on 127.0.0.1:{port}.");
    while (true)
    {
        using var client = await listener.AcceptTcpClientAsync();
        try
        {
            await Answer.WriteAsync(client);
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"A request was not answered: {exception.Message}");
        }
    }
}

static async Task<int> AskAsync(ushort port)
{
    try
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        await using var stream = client.GetStream();
        await stream.WriteAsync("GET /metrics HTTP/1.0\r\n\r\n"u8.ToArray());
        using var reader = new StreamReader(stream);
        return (await reader.ReadToEndAsync()).Contains("machine_processes ", StringComparison.Ordinal) ? 0 : 1;
    }
    catch (Exception exception) when (exception is IOException or SocketException)
    {
        return 1;
    }
}
