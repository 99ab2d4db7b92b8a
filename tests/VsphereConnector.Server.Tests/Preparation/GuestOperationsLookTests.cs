using System.Text.Json;
using VsphereConnector.Server.Tests.Deployment;
using VsphereConnector.Simulator.Guests;
using VsphereConnector.Simulator.Guests.Files;
using VsphereConnector.Simulator.Rules;

namespace VsphereConnector.Server.Tests.Preparation;

/// <summary>The look into virtual machines by guest operations. What the script itself sees is shown on real machines.</summary>
public sealed class GuestOperationsLookTests
{
    [Fact]
    public async Task WhenAVirtualMachineIsLookedAt_ThenGuestOperationsTellWhatIsThere_AndNothingIsLeft()
    {
        await using var world = await DeploymentWorld.StartAsync();
        var machine = world.AddMachine("web-01", GuestProfile.Linux with { Mounts = [new MountOptions { Path = "/var", NoExec = true }] });

        var look = await LookAsync(world);

        look.Succeeded();
        Assert.Equal("GuestOperations", Assert.Single(look.GetProperty("attempts").EnumerateArray()).GetProperty("channel").GetString());
        Assert.Contains("temp-folder-fallback", Codes(look));
        Assert.DoesNotContain("server-unreachable", Codes(look));
        machine.HasNoConnector();
    }

    [Theory]
    [InlineData("GuestFilePut")]
    [InlineData("StartProgramInGuest")]
    [InlineData("InitiateFileTransferFromGuest")]
    public async Task WhenGuestOperationsFailInTheMiddle_ThenThatIsTheFinding_AndNothingIsLeft(string method)
    {
        await using var world = await DeploymentWorld.StartAsync();
        var machine = world.AddMachine("web-01");
        world.VCenter.Rules.Add(new Rule { Method = method, Break = ConnectionBreak.AfterCall });

        var look = await LookAsync(world);

        look.Succeeded();
        Assert.Equal("Blocked", look.GetProperty("result").GetProperty("verdict").GetString());
        machine.HasNoConnector();
    }

    [Fact]
    public async Task WhenTheServerStopsInTheMiddle_ThenTheNextOneLooksAnew_AndNothingIsLeft()
    {
        await using var world = await DeploymentWorld.StartAsync();
        var machine = world.AddMachine("web-01");
        world.VCenter.Rules.Add(new Rule { Method = "StartProgramInGuest", Times = 1, Delay = TimeSpan.FromSeconds(1) });
        var id = await SubmitAsync(world);
        await world.UntilCalledAsync("StartProgramInGuest");

        await world.RestartAsync();
        var look = await world.EndAsync(id);

        look.Succeeded();
        Assert.Contains("guest-system-supported", Codes(look));
        machine.HasNoConnector();
    }

    [Fact]
    public async Task WhenItIsNoLinuxMachine_ThenThatIsTheFinding()
    {
        await using var world = await DeploymentWorld.StartAsync();
        world.AddMachine("web-01", GuestProfile.Windows);

        Assert.Equal(["check-of-linux-only"], Codes(await LookAsync(world, "Administrator")));
    }

    private static Task<Guid> SubmitAsync(DeploymentWorld world, string username = "root") => world.SubmitAsync(new
    {
        kind = "CheckMachine",
        target = new { virtualMachine = "web-01" },
        guestLogon = new { username, password = "guest" },
    });

    private static async Task<JsonElement> LookAsync(DeploymentWorld world, string username = "root") => await world.EndAsync(await SubmitAsync(world, username));

    private static IEnumerable<string?> Codes(JsonElement look) =>
        look.GetProperty("result").GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("code").GetString());
}
