using System.Net;
using Microsoft.Extensions.DependencyInjection;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Plugin.Sessions;
using VsphereConnector.Simulator.Rules;
using VsphereConnector.Testing;
using static VsphereConnector.Server.Tests.Plugin.Sessions.SessionWorld;

namespace VsphereConnector.Server.Tests.Plugin.Sessions;

public sealed class SessionAuthenticationTests
{
    private const string Me = "/api/v1/me";

    private static readonly HashSet<string> PartsOfAProblem = ["type", "title", "status", "detail", "remedy", "traceId"];

    [Fact]
    public async Task Me_OfAUser_TellsWhoItIsAndMayDo()
    {
        await using var world = await StartAsync();

        var (status, me) = await world.Page(Operator).ReadAsync(Me);

        Assert.Equal(200, status);
        Assert.Equal((@"VSPHERE.LOCAL\operator", "User", "simulated"),
            (me.GetProperty("user").GetString(), me.GetProperty("kind").GetString(), me.GetProperty("vCenter").GetString()));
        var privileges = me.GetProperty("privileges").EnumerateArray().Select(privilege => privilege.GetString()).ToList();
        Assert.Contains("VsphereConnector.Install", privileges);
        Assert.DoesNotContain("VsphereConnector.Uninstall", privileges);
    }

    [Fact]
    public async Task Me_OfAToken_HasEverything()
    {
        await using var world = await StartAsync();

        var (_, me) = await (await world.ScriptAsync()).ReadAsync(Me);

        Assert.Equal(("script", "ApiToken", 10), (me.GetProperty("user").GetString(), me.GetProperty("kind").GetString(), me.GetProperty("privileges").GetArrayLength()));
    }

    [Theory]
    [InlineData(null, null, "not-authenticated")]
    [InlineData("", "own", "session-malformed")]
    [InlineData("a token with blanks", "own", "session-malformed")]
    [InlineData("valid", null, "session-malformed")]
    [InlineData("valid", "not-a-guid", "session-malformed")]
    [InlineData("foreign", "own", "session-not-valid")]
    [InlineData("<script>alert(1)</script>", "own", "session-not-valid")]
    [InlineData("valid", "6f9619ff-8b86-d011-b42d-00cf4fc964ff", "session-vcenter-unknown")]
    public async Task Request_WithoutAValidSession_Is401WithAProblem(string? token, string? vCenter, string code)
    {
        await using var world = await StartAsync();
        var page = world.Page(token == "valid" ? world.VCenter.LogInToClient(Operator) : token, vCenter == "own" ? world.VCenter.InstanceUuid : vCenter);

        var answer = await page.ReadAsync(Me);

        Assert.Equal((401, code), (answer.Status, answer.Code()));
        Assert.NotEmpty(answer.Body.GetProperty("detail").GetString()!);
        Assert.Subset(PartsOfAProblem, answer.Body.EnumerateObject().Select(property => property.Name).ToHashSet());
        Assert.Equal(code == "session-not-valid" ? 1 : 0, world.VCenter.Calls["RestCloneTicket"]);
    }

    [Fact]
    public async Task Request_WithTwoTokensOrAHugeOne_IsRefusedWithoutAskingVCenter()
    {
        await using var world = await StartAsync();
        var twice = world.Page("first", world.VCenter.InstanceUuid);
        twice.DefaultRequestHeaders.TryAddWithoutValidation("vmware-api-session-id", "second");

        Assert.Equal("session-malformed", (await twice.ReadAsync(Me)).Code());
        Assert.Equal("session-malformed", (await world.Page(new string('x', 8000), world.VCenter.InstanceUuid).ReadAsync(Me)).Code());
        using var tooLarge = await world.Page(new string('x', 64 * 1024), world.VCenter.InstanceUuid).GetAsync(new Uri(Me, UriKind.Relative), Cancel);
        Assert.Equal(431, (int)tooLarge.StatusCode);
        Assert.Equal(0, world.VCenter.Calls["RestCloneTicket"]);
    }

    [Fact]
    public async Task WhenManyFirstRequestsComeAtOnce_ThenOneSessionIsOpened()
    {
        await using var world = await StartAsync();
        world.VCenter.Rules.Add(new Rule { Method = "RestCloneTicket", Delay = TimeSpan.FromMilliseconds(200) });
        var page = world.Page(Operator);

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => page.ReadAsync(Me)));

        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        Assert.Equal((1, 1), (world.VCenter.Calls["RestCloneTicket"], world.VCenter.Calls["CloneSession"]));
    }

    [Fact]
    public async Task WhenASessionIsIdleForTenMinutes_ThenItIsLoggedOut()
    {
        var time = new ManualTimeProvider(DateTimeOffset.UnixEpoch.AddYears(60));
        await using var world = await StartAsync(time: time);
        var page = world.Page(Operator);
        Assert.Equal(200, (await page.ReadAsync(Me)).Status);
        var logouts = world.VCenter.Calls["Logout"];

        time.Advance(DelegatedSessions.IdleLimit - TimeSpan.FromMinutes(1));
        Assert.Equal(200, (await page.ReadAsync(Me)).Status);
        Assert.Equal((logouts, 1), (world.VCenter.Calls["Logout"], world.VCenter.Calls["CloneSession"]));

        time.Advance(DelegatedSessions.IdleLimit + TimeSpan.FromMinutes(1));
        await UntilAsync(() => world.VCenter.Calls["Logout"] > logouts);
        Assert.Equal(200, (await page.ReadAsync(Me)).Status);
        Assert.Equal(2, world.VCenter.Calls["CloneSession"]);
    }

    [Fact]
    public async Task WhenASessionIsUsedAllTheTime_ThenItIsClonedAnewNowAndThen()
    {
        var time = new ManualTimeProvider(DateTimeOffset.UnixEpoch.AddYears(60));
        await using var world = await StartAsync(time: time);
        var page = world.Page(Operator);
        for (var minutes = 0; minutes <= 35; minutes += 5)
        {
            Assert.Equal(200, (await page.ReadAsync(Me)).Status);
            time.Advance(TimeSpan.FromMinutes(5));
        }

        Assert.Equal(2, world.VCenter.Calls["CloneSession"]);
    }

    [Fact]
    public async Task WhenThereAreTooManySessions_ThenTheLeastUsedAreLoggedOut()
    {
        await using var world = await StartAsync();
        var logon = world.Services.GetRequiredService<SessionLogon>();
        var vCenter = Guid.Parse(world.VCenter.InstanceUuid);
        var logouts = world.VCenter.Calls["Logout"];
        for (var i = 0; i < DelegatedSessions.Most + 3; i++)
        {
            await logon.LogOnAsync(world.VCenter.LogInToClient(Operator), vCenter, IPAddress.Loopback, Cancel);
        }

        await UntilAsync(() => world.VCenter.Calls["Logout"] == logouts + 3);
    }

    [Fact]
    public async Task WhenTheServerStops_ThenUsersAreLoggedOut()
    {
        await using var world = await StartAsync();
        await world.Page(Operator).ReadAsync(Me);
        await world.Page(Viewer).ReadAsync(Me);
        var logouts = world.VCenter.Calls["Logout"];

        await world.StopAsync();

        Assert.InRange(world.VCenter.Calls["Logout"] - logouts, 2, 3);
    }

    [Fact]
    public async Task WhenTheSessionEndedInVCenter_ThenItIs401AndTheNextRequestTriesAnew()
    {
        await using var world = await StartAsync();
        var page = world.Page(Operator);
        Assert.Equal(200, (await page.ReadAsync(Me)).Status);
        world.VCenter.DropSessionsOf(Operator);

        var ended = await page.ReadAsync(Me);
        Assert.Equal((401, "session-ended"), (ended.Status, ended.Code()));
        var gone = await page.ReadAsync(Me);
        Assert.Equal((401, "session-not-valid"), (gone.Status, gone.Code()));
        Assert.Equal(200, (await world.Page(Operator).ReadAsync(Me)).Status);
    }

    [Fact]
    public async Task WhenTooManyTokensAreRefused_ThenTheAddressWaits_ButWhoIsInGoesOn()
    {
        await using var world = await StartAsync();
        var page = world.Page(Operator);
        Assert.Equal(200, (await page.ReadAsync(Me)).Status);
        var stale = world.Page("stale", world.VCenter.InstanceUuid);
        for (var i = 0; i < FailedLogons.Allowed; i++)
        {
            Assert.Equal(401, (await stale.ReadAsync(Me)).Status);
        }

        Assert.Equal(1, world.VCenter.Calls["RestCloneTicket"] - 1);
        Assert.Equal(200, (await world.Page(Viewer).ReadAsync(Me)).Status);
        for (var i = 1; i < FailedLogons.Allowed; i++)
        {
            Assert.Equal(401, (await world.Page($"wrong-{i}", world.VCenter.InstanceUuid).ReadAsync(Me)).Status);
        }

        var next = await world.Page(Administrator).ReadAsync(Me);
        Assert.Equal((429, "too-many-failures"), (next.Status, next.Code()));
        Assert.Equal(200, (await page.ReadAsync(Me)).Status);
    }

    [Fact]
    public async Task WhenVCenterDoesNotAnswer_ThenItIs502AndNoFailureOfTheUsers()
    {
        await using var world = await StartAsync();
        world.VCenter.Rules.Add(new Rule { Method = "RestCloneTicket", Break = ConnectionBreak.BeforeCall });
        var page = world.Page(Operator);
        for (var i = 0; i <= FailedLogons.Allowed; i++)
        {
            var answer = await page.ReadAsync(Me);
            Assert.Equal((502, "vcenter-unreachable"), (answer.Status, answer.Code()));
        }

        world.VCenter.Rules.Clear();
        Assert.Equal(200, (await page.ReadAsync(Me)).Status);
    }

    [Fact]
    public async Task Logs_AfterAllKindsOfLogons_HoldNoToken()
    {
        await using var world = await StartAsync();
        var token = world.VCenter.LogInToClient(Operator);
        await world.Page(token, world.VCenter.InstanceUuid).ReadAsync(Me);
        await world.Page("refused-token", world.VCenter.InstanceUuid).ReadAsync(Me);
        world.VCenter.DropSessions();
        await world.Page(token, world.VCenter.InstanceUuid).ReadAsync(Me);
        await world.StopAsync();

        var logs = world.Logs();
        Assert.Contains(@"VSPHERE.LOCAL\operator", logs, StringComparison.Ordinal);
        Assert.DoesNotContain(token, logs, StringComparison.Ordinal);
        Assert.DoesNotContain("refused-token", logs, StringComparison.Ordinal);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Cancel);
        }
    }
}
