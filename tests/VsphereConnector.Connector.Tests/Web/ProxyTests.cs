using VsphereConnector.Connector.Tests.Testing;
using VsphereConnector.Contracts.Installation;

namespace VsphereConnector.Connector.Tests.Web;

public sealed class ProxyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WhenThereIsAProxy_ThenEnrolmentAndChannelGoThroughItAndSurviveItsCut()
    {
        await using var installation = await TestInstallation.PrepareAsync();
        using var proxy = new TestProxy();
        var settings = installation.Server.Settings(installation.Machine.Parent) with { Proxy = proxy.Url };
        var installing = installation.RunInstallAsync(Token, settings);
        var channel = await installation.AcceptAsync(Token);
        var (exitCode, output) = await installing;
        Assert.True(exitCode == InstallExitCodes.Success, output);
        var before = proxy.Targets.Count;

        proxy.Cut();
        channel.Abort();
        var again = await installation.AcceptAsync(Token);

        Assert.Equal(channel.Hello.ProcessInstance, again.Hello.ProcessInstance);
        Assert.InRange(before, 2, int.MaxValue);
        Assert.True(proxy.Targets.Count > before);
        var server = new Uri(settings.ServerUrls[0]).Authority;
        Assert.All(proxy.Targets, target => Assert.Equal(server, target));
    }
}
