using System.Net;
using System.Net.Sockets;
using VsphereConnector.Server.Preflight;

namespace VsphereConnector.Server.Tests.Preflight;

public sealed class HostReachabilityTests
{
    // No name at all, so that nobody has to be asked for it.
    private static readonly string NoName = new('x', 64);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Try_HostsOfAllSorts_TellsOfEach()
    {
        using var listener = Listen();
        using var hosts = new HostReachability(TimeProvider.System, name => name == "open" ? listener.LocalEndpoint : new DnsEndPoint(name, 1));

        var answers = await hosts.TryAsync(["open", "127.0.0.1", NoName, "OPEN"], Cancel);

        Assert.Equal(3, answers.Count);
        Assert.Equal(HostAnswer.Connected, answers["open"]);
        Assert.True(answers["127.0.0.1"] is { NameResolved: true, Trouble.Length: > 0 });
        Assert.True(answers[NoName] is { NameResolved: false, Trouble.Length: > 0 });
    }

    [Fact]
    public async Task Try_TheSameHostAgain_TriesItOnceAMinute()
    {
        var time = new ManualTimeProvider();
        var listener = Listen();
        using var hosts = new HostReachability(time, _ => listener.LocalEndpoint);
        await hosts.TryAsync(["esx01"], Cancel);
        var endpoint = listener.LocalEndpoint;
        listener.Dispose();
        using var gone = new HostReachability(time, _ => endpoint);

        time.Advance(TimeSpan.FromSeconds(59));
        var kept = await hosts.TryAsync(["esx01"], Cancel);
        var anew = await gone.TryAsync(["esx01"], Cancel);

        Assert.Null(kept["esx01"].Trouble);
        Assert.NotNull(anew["esx01"].Trouble);
    }

    [Fact]
    public async Task Try_AHostThatNeverAnswers_GivesUpAfterTwoSeconds()
    {
        var time = new ManualTimeProvider();
        using var full = new Socket(SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        var waiting = Enumerable.Range(0, 4).Select(_ => new TcpClient()).ToList();
        var connections = waiting.Select(client => client.ConnectAsync((IPEndPoint)full.LocalEndPoint!)).ToList();
        await connections[0];
        using var hosts = new HostReachability(time, _ => full.LocalEndPoint!);

        var trying = hosts.TryAsync(["esx01"], Cancel);
        while (!trying.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(2));
            await Task.Yield();
        }

        Assert.NotNull((await trying)["esx01"].Trouble);
        waiting.ForEach(client => client.Dispose());
        await Task.WhenAny(Task.WhenAll(connections));
    }

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }
}
