using System.Net.WebSockets;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Web;
using VsphereConnector.Server.Channels;
using VsphereConnector.Server.Channels.Web;
using VsphereConnector.Server.Enrolment;

namespace VsphereConnector.Server.Tests.Channels.Web;

public sealed class WebChannelHubTests
{
    private static readonly MachineIdentity Machine = new() { HostName = "guest", OperatingSystem = "linux", Architecture = "x64" };

    private readonly ManualTimeProvider _time = new();
    private readonly WebChannelHub _hub;

    public WebChannelHubTests() => _hub = new WebChannelHub(_time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Admit_SecondProcessWhileTheFirstStaysAlive_IsRefused()
    {
        await _hub.AdmitAsync(NewChannel(), Cancellation);

        var second = _hub.AdmitAsync(NewChannel(), Cancellation);
        Assert.False(second.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(41));

        Assert.False(await second);
    }

    [Fact]
    public async Task Admit_SecondProcessWhenTheFirstIsFoundDead_IsLetIn()
    {
        var first = NewChannel();
        await _hub.AdmitAsync(first, Cancellation);

        var second = _hub.AdmitAsync(NewChannel(), Cancellation);
        _hub.Remove(first);

        Assert.True(await second);
    }

    [Fact]
    public async Task Admit_SecondProcessThatGivesUpAndComesAgain_IsRefusedAsSoonAsTheFirstHasProvedItself()
    {
        await _hub.AdmitAsync(NewChannel(), Cancellation);
        for (var attempt = 0; attempt < 2; attempt++)
        {
            using var impatient = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            var waiting = _hub.AdmitAsync(NewChannel(), impatient.Token);
            _time.Advance(TimeSpan.FromSeconds(15));
            await impatient.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        }

        var last = _hub.AdmitAsync(NewChannel(), Cancellation);
        _time.Advance(TimeSpan.FromSeconds(11));

        Assert.False(await last);
    }

    [Fact]
    public async Task Admit_ClaimLongAfterAnother_WaitsForProofAgain()
    {
        await _hub.AdmitAsync(NewChannel(), Cancellation);
        var refused = _hub.AdmitAsync(NewChannel(), Cancellation);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.False(await refused);

        Assert.False(_hub.AdmitAsync(NewChannel(), Cancellation).IsCompleted);
    }

    private WebChannel NewChannel() => new(
        new Server.Enrolment.Connector
        {
            Sequence = 1,
            Id = Guid.Empty,
            InstanceUuid = "vm",
            VCenter = "vc",
            MoRef = "vm-1",
            Name = "vm",
            Machine = Machine,
            Version = "1",
            State = ConnectorState.Enrolled,
            EnrolledAt = _time.GetUtcNow(),
            Serial = "1",
            CertificateEnds = _time.GetUtcNow(),
        },
        new Hello { ProtocolVersion = 1, Version = "1", Machine = Machine, ProcessInstance = Guid.NewGuid() },
        "1",
        new ChannelSocket(WebSocket.CreateFromStream(Stream.Null, new WebSocketCreationOptions { IsServer = true }), _time));
}
