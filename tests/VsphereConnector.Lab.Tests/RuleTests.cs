using System.Text.Json;
using VsphereConnector.Lab.Tests.Product;
using VsphereConnector.Lab.Tests.World;

namespace VsphereConnector.Lab.Tests;

/// <summary>Rules on the events of the independent vCenter, with real guests: nobody clicks.</summary>
[Collection(LabCollection.Name)]
public sealed class RuleTests(Lab lab) : ProductTest(lab)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task WhenAMachineIsPoweredOn_ThenTheConnectorIsInstalledByItself()
    {
        var guest = await BootBehindAsync(Lab.TakeMachine());
        await CreateRuleAsync("PoweredOn", guest.Spec);

        await Lab.Vcsim.PowerOnByTaskAsync(guest, Token);
        var firing = await FiringAsync("Succeeded");

        Assert.Equal("PoweredOn", firing.GetProperty("trigger").GetString());
        AssertSuccess(await Administrator.ShowAsync(firing.GetProperty("operation").GetString()!, Token));
        await InstalledConnector.AssertSoundAsync(guest, Token);
        await AssertRunsTasksAsync(guest);
        var shown = (await Server.RunClientAsync(Token, "rules", "firings")).EnsureSuccess().Output;
        Assert.Contains(guest.Spec.Name, shown, StringComparison.Ordinal);
        Assert.Contains("Succeeded", shown, StringComparison.Ordinal);
        var explained = (await Server.RunClientAsync(Token, "rules", "explain", guest.Spec.Name)).EnsureSuccess().Output;
        Assert.Contains("Chosen", explained, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhenAMachineWithAConnectorIsCloned_ThenTheCloneGetsOneOfItsOwn()
    {
        var original = await DeployAsync();
        var clone = Lab.TakeMachine();
        await CreateRuleAsync("Cloned", clone);

        await Lab.Vcsim.CloneByTaskAsync(original.Spec, clone, Token);
        await FiringAsync("Waiting");
        var guest = await BootBehindAsync(clone, original);
        await Lab.Vcsim.PowerOnByTaskAsync(guest, Token);
        await FiringAsync("Succeeded");

        await AssertRunsTasksAsync(guest);
        await AssertRunsTasksAsync(original);
        Assert.Equal(2, (await Administrator.ListConnectorsAsync(Token)).Select(connector => connector.GetProperty("id").GetString()).Distinct().Count());
    }

    [Fact]
    public async Task WhenAMachineIsRegisteredAnew_ThenItKeepsItsConnector()
    {
        var guest = await DeployAsync();
        var before = Assert.Single(await Administrator.ListConnectorsAsync(Token));
        await CreateRuleAsync("Appears", guest.Spec); // this vCenter tells of a registration as of a new machine
        await guest.ShutDownAsync(Token);
        await Lab.Vcsim.PowerOffAsync(guest.Spec, Token);

        await Lab.Vcsim.RegisterAnewAsync(guest.Spec, Token);
        await FiringAsync("Waiting");
        await guest.BootAsync(Token);
        await Lab.Vcsim.PowerOnByTaskAsync(guest, Token);
        await AssertRunsTasksAsync(guest);

        JsonElement after = default;
        await Eventually.TrueAsync(
            async () => (after = Assert.Single(await Administrator.ListConnectorsAsync(Token))).GetProperty("moRef").GetString() != before.GetProperty("moRef").GetString(),
            () => $"the connector is still that of the old id: {after}", Patience, Token);
        Assert.Equal(before.GetProperty("id").GetString(), after.GetProperty("id").GetString());
    }

    private async Task CreateRuleAsync(string trigger, GuestSpec machine)
    {
        var rule = new
        {
            name = "lab",
            on = new[] { trigger },
            scope = new { names = new[] { machine.Name } },
            action = new { kind = "InstallConnector" },
            guestLogon = "root",
            settleSeconds = 1,
            retries = new { afterSeconds = new[] { 2 }, most = 5 },
        };
        var file = await Server.PutFileAsync("rule.json", JsonSerializer.Serialize(rule), Token);
        (await Server.RunClientAsync(Token, "rules", "create", "--file", file)).EnsureSuccess();
        await Eventually.TrueAsync(
            async () => (await Administrator.ListRulesAsync(Token)).GetProperty("vCenters").EnumerateArray().Any(vCenter => vCenter.TryGetProperty("caughtUpAt", out _)),
            () => "the events are not read", Patience, Token);
    }

    private async Task<JsonElement> FiringAsync(string state)
    {
        IReadOnlyList<JsonElement> firings = [];
        await Eventually.TrueAsync(
            async () => (firings = await Administrator.ListFiringsAsync(Token)).Any(firing => firing.GetProperty("state").GetString() == state),
            () => $"no firing is {state}: {string.Join(Environment.NewLine, firings)}", Patience, Token);
        return Assert.Single(firings);
    }
}
