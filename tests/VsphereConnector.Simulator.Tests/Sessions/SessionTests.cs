using VsphereConnector.Vim25;
using VsphereConnector.Vim25.Faults;

namespace VsphereConnector.Simulator.Tests.Sessions;

public sealed class SessionTests : VCenterTest
{

    private readonly ManualTimeProvider _time = new();

    protected override TimeProvider Time => _time;

    [Fact]
    public async Task Login_WrongPassword_IsRefused()
    {
        using var client = await VimClient.ConnectAsync(ClientOptions, cancellationToken: Cancellation);
        Assert.IsType<InvalidLogin>(await FaultOfAsync(() => client.SessionManager.LoginAsync(User, "wrong", cancellationToken: Cancellation)));
        Assert.Equal(1, VCenter.OpenSessions);
    }

    [Fact]
    public async Task CurrentTime_WithoutLogin_IsNotAuthenticated()
    {
        using var client = await VimClient.ConnectAsync(ClientOptions, cancellationToken: Cancellation);
        Assert.IsType<NotAuthenticated>(await FaultOfAsync(() => client.CurrentTimeAsync(Cancellation)));
        Assert.Null(await client.SessionManager.GetCurrentSessionAsync(Cancellation));
    }

    [Fact]
    public async Task Session_IdleForLongerThanTheTimeout_IsGone()
    {
        using var client = await VimClient.ConnectAsync(ClientOptions, cancellationToken: Cancellation);
        await client.SessionManager.LoginAsync(User, Password, cancellationToken: Cancellation);
        _time.Advance(TimeSpan.FromMinutes(29));
        await client.CurrentTimeAsync(Cancellation);
        _time.Advance(TimeSpan.FromMinutes(31));
        Assert.IsType<NotAuthenticated>(await FaultOfAsync(() => client.CurrentTimeAsync(Cancellation)));
    }

    [Fact]
    public async Task VimSession_WhenTheServerDroppedAllSessions_LogsInAnew()
    {
        VCenter.DropSessions();
        await Client.CurrentTimeAsync(Cancellation);
        Assert.Equal(2, VCenter.Calls["Login"]);
    }

    [Fact]
    public async Task CloneSession_TicketUsedTwice_IsRefusedTheSecondTime()
    {
        var ticket = await Client.SessionManager.AcquireCloneTicketAsync(Cancellation);
        using var first = await VimClient.ConnectAsync(ClientOptions, cancellationToken: Cancellation);
        Assert.Equal(CurrentSession.UserName, (await first.SessionManager.CloneSessionAsync(ticket, Cancellation)).UserName);
        using var second = await VimClient.ConnectAsync(ClientOptions, cancellationToken: Cancellation);
        Assert.IsType<InvalidLogin>(await FaultOfAsync(() => second.SessionManager.CloneSessionAsync(ticket, Cancellation)));
    }
}
