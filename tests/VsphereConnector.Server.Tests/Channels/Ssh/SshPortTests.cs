using Microsoft.Extensions.DependencyInjection;
using VsphereConnector.Server.Channels;
using VsphereConnector.Server.Channels.Ssh.Driver;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Credentials;
using VsphereConnector.Server.Tests.Deployment;

namespace VsphereConnector.Server.Tests.Channels.Ssh;

/// <summary>The ports at which virtual machines are reached by SSH.</summary>
public sealed class SshPortTests
{
    [Theory]
    [InlineData("web-01", 2222)]
    [InlineData("WEB-02", 2222)]
    [InlineData("web-db-01", 2200)]
    [InlineData("db-01", 22)]
    public void PortOf_TakesTheLongestNameThatFits(string virtualMachine, int port) =>
        Assert.Equal(port, new SshPortOptions { Ports = { ["web-*"] = 2222, ["web-db-*"] = 2200 } }.PortOf(virtualMachine));

    [Fact]
    public async Task WhenAPortIsSetForAVirtualMachine_ThenItIsReachedThere()
    {
        await using var world = await DeploymentWorld.StartAsync(configure: options => options.Ssh.Ports["web-*"] = 2222);
        world.AddMachine("web-01");
        world.AddMachine("db-01");
        await world.Services.GetRequiredService<CredentialStore>().AddAsync(
            new NewCredential { Name = "all", Kinds = [CredentialKind.Ssh], Username = "root", Scope = new CredentialScope(), Secret = new CredentialSecret { Password = "x" } },
            "test",
            DeploymentWorld.Cancel);

        Assert.Equal((2222, DeploymentWorld.ClosedPort), (await PortAsync(world, "web-01"), await PortAsync(world, "db-01")));
    }

    private static async Task<int> PortAsync(DeploymentWorld world, string machine) =>
        (await world.Services.GetRequiredService<SshRoutes>().FindAsync(new DriverEndpoint { Key = null, Name = machine, Connector = null }, run: null, DeploymentWorld.Cancel)).Target.Port;
}
