using System.Text.Json;
using VsphereConnector.Lab.Tests.Product;
using VsphereConnector.Lab.Tests.World;

namespace VsphereConnector.Lab.Tests;

/// <summary>What an independent vCenter says of its machines.</summary>
[Collection(LabCollection.Name)]
public sealed class InventoryTests(Lab lab) : ProductTest(lab)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task WhenAGuestIsPoweredOff_ThenTheListFollowsWithoutReadingAnew()
    {
        var guest = await BootGuestAsync();
        Assert.Equal("poweredOn", await PowerOfAsync(guest.Spec.Name));
        var before = (await Lab.Vcsim.ReadJournalAsync(Token)).Calls.Count;

        await Lab.Vcsim.PowerOffAsync(guest.Spec, Token);

        await Eventually.TrueAsync(
            async () => await PowerOfAsync(guest.Spec.Name) == "poweredOff", () => "The list never showed it.", Patience, Token);
        var calls = (await Lab.Vcsim.ReadJournalAsync(Token)).Calls.Skip(before).Select(call => call.Method).ToList();
        Assert.Contains("WaitForUpdatesEx", calls);
        Assert.DoesNotContain("RetrievePropertiesEx", calls);
    }

    [Fact]
    public async Task WhenAMachineIsAskedAboutBeforehand_ThenWhatThisVCenterDoesNotTellIsNoObstacle()
    {
        var guest = await BootGuestAsync();

        var run = await Server.RunClientAsync(Token, "preflight", guest.Spec.Name, "--json");

        var item = JsonElement.Parse(run.EnsureSuccess().Output).GetProperty("items")[0];
        var codes = item.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("code").GetString()).ToList();
        Assert.Equal("Warning", item.GetProperty("verdict").GetString());
        Assert.Contains("tools-running", codes);
        Assert.Contains("connector-program-available", codes);
    }

    private async Task<string?> PowerOfAsync(string machine)
    {
        var run = await Server.RunClientAsync(Token, "machines", "--name", machine, "--json");
        return JsonElement.Parse(run.EnsureSuccess().Output)[0].GetProperty("powerState").GetString();
    }
}
