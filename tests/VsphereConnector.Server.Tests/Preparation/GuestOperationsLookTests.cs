using System.Net.Http.Json;
using System.Text.Json;
using VsphereConnector.Server.Tests.Deployment;
using VsphereConnector.Simulator.Guests;
using VsphereConnector.Simulator.Guests.Files;
using VsphereConnector.Simulator.Inventory;
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
    public async Task WhenItHasAnotherSystem_ThenThatIsTheFinding()
    {
        await using var world = await DeploymentWorld.StartAsync();
        world.AddMachine("web-01", GuestProfile.Windows with { Family = "netwareGuest" });

        Assert.Equal(["guest-os-unsupported"], Codes(await LookAsync(world, "Administrator")));
    }

    [Fact]
    public async Task WhenAWindowsMachineIsLookedAt_ThenTheProgramTellsWhatIsThere_AndNothingIsLeft()
    {
        await using var world = await DeploymentWorld.StartAsync();
        var machine = world.AddMachine("web-01", GuestProfile.Windows);

        var look = await LookAsync(world, "Administrator");

        look.Succeeded();
        Assert.Equal(
            ["guest-system-supported", "install-logon-elevated", "remote-uac-on", "guest-leftovers-none", "guest-clock-in-step", "temp-folder-usable", "parent-folder-usable",
                "guest-disk-room", "server-reachable"],
            Codes(look));
        AssertUntouched(machine);
    }

    [Theory]
    [InlineData("no administrator", "install-logon-not-elevated")]
    [InlineData("no administrator", "folders-unseen")]
    [InlineData("no network", "server-unreachable")]
    [InlineData("remote UAC off", "remote-uac-off")]
    [InlineData("small disk", "guest-disk-full")]
    [InlineData("other architecture", "wrong-architecture")]
    public async Task WhenAWindowsMachineIsNotAsItShouldBe_ThenThatIsFound(string trouble, string code)
    {
        await using var world = await DeploymentWorld.StartAsync();
        var machine = world.AddMachine("web-01", trouble switch
        {
            "small disk" => GuestProfile.Windows with { DiskBytes = 100 * 1024 * 1024 },
            "other architecture" => GuestProfile.Windows with { Architecture = "arm64" },
            _ => GuestProfile.Windows,
        });
        if (trouble == "no network")
        {
            machine.Guest.Network.Cut();
        }
        else if (trouble == "remote UAC off")
        {
            machine.Guest.WriteRegistry(@"SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System", "LocalAccountTokenFilterPolicy", "1");
        }

        var look = await LookAsync(world, trouble == "no administrator" ? "operator" : "Administrator");

        look.Succeeded();
        Assert.Contains(code, Codes(look));
        AssertUntouched(machine);
    }

    [Fact]
    public async Task WhenAConnectorAndAnEarlierRunAreOnAWindowsMachine_ThenBothAreFound()
    {
        await using var world = await DeploymentWorld.StartAsync();
        var machine = world.AddMachine("web-01", GuestProfile.Windows);
        (await world.EndAsync(await world.SubmitAsync(new
        {
            kind = "InstallConnector",
            target = new { virtualMachine = "web-01" },
            guestLogon = new { username = "Administrator", password = "guest" },
        }))).Succeeded();
        var left = $@"C:\Windows\Temp\vlink-{Guid.NewGuid():N}";
        machine.Guest.WriteFile($@"{left}\done", [], UnixFileMode.UserRead);

        var look = await LookAsync(world, "Administrator");

        Assert.Contains("guest-connector-there", Codes(look));
        Assert.Contains(left, Assert.Single(Findings(look), finding => finding.GetProperty("code").GetString() == "guest-leftovers").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal([left, $@"{left}\done"], machine.Guest.ListFiles(@"C:\Windows\Temp"));
    }

    [Theory]
    [InlineData("Administrator", "run-account-ready run-account-service-logon-to-come")]
    [InlineData(@".\administrator", "run-account-ready run-account-service-logon-to-come")]
    [InlineData("operator", "run-account-no-administrator run-account-password-unknown run-account-service-logon-to-come")]
    [InlineData("nobody", "run-account-missing")]
    [InlineData("SYSTEM", "")]
    public async Task WhenAWindowsConnectorIsToRunAsAnAccount_ThenThatAccountIsLookedAt(string account, string codes)
    {
        await using var world = await DeploymentWorld.StartAsync();
        world.AddMachine("web-01", GuestProfile.Windows);

        var look = await world.EndAsync(await SubmitAsync(world, "Administrator", new { account }));

        look.Succeeded();
        Assert.Equal(codes, string.Join(' ', Codes(look).Where(code => code!.StartsWith("run-account", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task WhenNoLogonIsThereForAWindowsMachine_ThenThatIsTheFinding_AndSshDoesNotStandIn()
    {
        await using var world = await DeploymentWorld.StartAsync();
        world.AddMachine("web-01", GuestProfile.Windows);
        using var stored = await world.Client.PostAsJsonAsync(
            "api/v1/credentials", new { name = "linux", kinds = new[] { "Ssh" }, username = "root", password = "guest" }, DeploymentWorld.Cancel);
        Assert.True(stored.IsSuccessStatusCode, await stored.Content.ReadAsStringAsync(DeploymentWorld.Cancel));

        var look = await world.EndAsync(await world.SubmitAsync(new { kind = "CheckMachine", target = new { virtualMachine = "web-01" } }));

        look.Succeeded();
        Assert.Equal(["guest-logon-missing"], Codes(look));
    }

    private static void AssertUntouched(VirtualMachine machine)
    {
        Assert.Empty(machine.Guest.ListFiles(@"C:\Windows\Temp"));
        Assert.Empty(machine.Guest.ListFiles(@"C:\Program Files"));
    }

    private static Task<Guid> SubmitAsync(DeploymentWorld world, string username = "root", object? parameters = null) => world.SubmitAsync(new
    {
        kind = "CheckMachine",
        target = new { virtualMachine = "web-01" },
        guestLogon = new { username, password = "guest" },
        parameters,
    });

    private static async Task<JsonElement> LookAsync(DeploymentWorld world, string username = "root") => await world.EndAsync(await SubmitAsync(world, username));

    private static IEnumerable<JsonElement> Findings(JsonElement look) => look.GetProperty("result").GetProperty("findings").EnumerateArray();

    private static IEnumerable<string?> Codes(JsonElement look) => Findings(look).Select(finding => finding.GetProperty("code").GetString());
}
