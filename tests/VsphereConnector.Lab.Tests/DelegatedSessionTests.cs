using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using VsphereConnector.Lab.Tests.Product;
using VsphereConnector.Lab.Tests.World;

namespace VsphereConnector.Lab.Tests;

/// <summary>A user of the vSphere Client, whose session is cloned in a vCenter that shares no code with the product.</summary>
[Collection(LabCollection.Name)]
public sealed class DelegatedSessionTests(Lab lab) : ProductTest(lab)
{
    [Fact]
    public async Task WhenAClientsUserInstalls_ThenItIsDoneAndRecordedForThatUser()
    {
        var guest = await BootGuestAsync();
        using var page = Server.OpenPage(await Lab.Vcsim.LogInToClientAsync(Token));
        var before = await ClonesAsync();

        var me = await page.GetFromJsonAsync<JsonElement>("me", Token);
        using var user = new Administrator(page);
        var operation = await user.DeployAsync(guest.Spec.Name, Token);

        Assert.Equal((Vcsim.User, "User"), (me.GetProperty("user").GetString(), me.GetProperty("kind").GetString()));
        AssertSuccess(operation);
        Assert.Contains(await Administrator.ListAuditAsync(Token), entry =>
            (entry.GetProperty("user").GetString(), entry.GetProperty("action").GetString()) == (Vcsim.User, "InstallConnector"));
        Assert.Equal(1, await ClonesAsync() - before);
    }

    [Fact]
    public async Task WhenTheSessionIsForeign_ThenItIsRefused()
    {
        var session = await Lab.Vcsim.LogInToClientAsync(Token);
        using var page = Server.OpenPage(session with { Token = "foreign" });
        using var elsewhere = Server.OpenPage(session with { VCenter = Guid.NewGuid().ToString() });

        using var foreign = await page.GetAsync(new Uri("me", UriKind.Relative), Token);
        using var unknown = await elsewhere.GetAsync(new Uri("me", UriKind.Relative), Token);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (foreign.StatusCode, unknown.StatusCode));
    }

    private async Task<int> ClonesAsync() => (await Lab.Vcsim.ReadJournalAsync(Token)).Calls.Count(call => call.Method == "CloneSession");
}
