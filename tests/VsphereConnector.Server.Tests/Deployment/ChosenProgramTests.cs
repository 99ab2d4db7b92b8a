using Microsoft.Extensions.DependencyInjection;
using VsphereConnector.Server.Packages;

namespace VsphereConnector.Server.Tests.Deployment;

/// <summary>An installation may name an uploaded program in the place of the server's own.</summary>
public sealed class ChosenProgramTests
{
    [Fact]
    public async Task WhenAnUploadedProgramIsChosen_ThenThatOneIsInstalled()
    {
        await using var world = await DeploymentWorld.StartAsync();
        var machine = world.AddMachine("web-01");
        var sha256 = await UploadAsync(world, "another build of the simulated connector"u8.ToArray());

        (await world.DeployAsync("web-01", new { sha256 })).Succeeded();

        Assert.Equal("another build of the simulated connector"u8.ToArray(), machine.Guest.ReadFile("/usr/local/intigua/vAgentManager/vlink"));
    }

    [Fact]
    public async Task WhenTheChosenProgramIsOfAnotherSystem_ThenNothingIsSent()
    {
        await using var world = await DeploymentWorld.StartAsync();
        var machine = world.AddMachine("web-01");
        var sha256 = await UploadAsync(world, "MZ, a program of Windows"u8.ToArray());

        (await world.DeployAsync("web-01", new { sha256 })).Failed("program-of-another-system");

        Assert.Equal(0, world.VCenter.Calls["GuestFilePut"]);
        machine.HasNoConnector();
    }

    [Fact]
    public async Task WhenTheChosenProgramIsNotThere_ThenTheInstallationSaysSo()
    {
        await using var world = await DeploymentWorld.StartAsync();
        world.AddMachine("web-01");

        (await world.DeployAsync("web-01", new { sha256 = new string('a', 64) })).Failed("package-unknown");
    }

    private static async Task<string> UploadAsync(DeploymentWorld world, byte[] program)
    {
        using var content = new MemoryStream(program);
        var package = await world.Services.GetRequiredService<PackageStore>().AddAsync("vlink", content, expected: null, "tester", DeploymentWorld.Cancel);
        return package.Sha256;
    }
}
