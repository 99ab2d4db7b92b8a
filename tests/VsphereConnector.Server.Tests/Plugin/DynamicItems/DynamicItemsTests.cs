using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using VsphereConnector.Server.Tests.Deployment;
using VsphereConnector.Simulator.Authorization;
using VsphereConnector.Simulator.Inventory;

namespace VsphereConnector.Server.Tests.Plugin.DynamicItems;

public sealed class DynamicItemsTests
{
    // The menu grows with the kinds of operations; these stand for the others.
    private static readonly string[] Looked = ["Install", "RunTask", "Status"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Menu_OfMachinesInDifferentStates_ShowsWhatAppliesToEach()
    {
        await using var world = await DeploymentWorld.StartAsync();
        var plain = world.AddMachine("plain");
        var off = world.VCenter.AddVirtualMachine(new VirtualMachineOptions { Name = "off", PoweredOn = false });
        var installed = world.AddMachine("installed");
        (await world.DeployAsync("installed")).Succeeded();

        Assert.Equal(["virtualMachineInstall"], await EnabledAsync(world, Id(world, plain)));
        Assert.Empty(await EnabledAsync(world, Id(world, off)));
        Assert.Equal(["virtualMachineRunTask", "virtualMachineStatus"], await EnabledAsync(world, Id(world, installed)));
        Assert.Equal(
            ["virtualMachineInstall", "virtualMachineRunTask", "virtualMachineStatus"],
            await EnabledAsync(world, Id(world, plain), Id(world, off), Id(world, installed)));
    }

    [Fact]
    public async Task Menu_OfAMachineBeingInstalled_DoesNotOfferToInstallAgain()
    {
        await using var world = await DeploymentWorld.StartAsync();
        var machine = world.VCenter.AddVirtualMachine(new VirtualMachineOptions { Name = "slow", GuestOperationsReadyAfter = TimeSpan.FromHours(1) });
        var operation = await world.SubmitAsync("slow");
        await world.StepAsync(operation, "waiting");

        Assert.Empty(await EnabledAsync(world, Id(world, machine)));

        using var cancelled = await world.Client.PostAsync(new Uri($"/api/v1/operations/{operation}/cancel", UriKind.Relative), null, Cancel);
        await world.EndAsync(operation);
        Assert.Equal(["virtualMachineInstall"], await EnabledAsync(world, Id(world, machine)));
    }

    [Fact]
    public async Task Menu_OfAFolder_HasTheFoldersEntries()
    {
        await using var world = await DeploymentWorld.StartAsync();

        var enabled = await EnabledAsync(world, $"urn:vmomi:Folder:group-v3:{world.VCenter.InstanceUuid}");

        Assert.Equal(["folderInstall", "folderRunTask", "folderStatus"], enabled);
    }

    [Fact]
    public async Task Menu_OfAThousandMachines_TakesOneReadingOfTheInventory()
    {
        await using var world = await DeploymentWorld.StartAsync();
        var ids = Enumerable.Range(0, 1000).Select(i => Id(world, world.AddMachine($"vm-{i}"))).ToArray();
        var before = world.VCenter.Calls.Total;

        Assert.Equal(["virtualMachineInstall"], await EnabledAsync(world, ids));
        var first = world.VCenter.Calls.Total - before;
        Assert.Equal(["virtualMachineInstall"], await EnabledAsync(world, ids));

        Assert.InRange(first, 1, 12);
        Assert.InRange(world.VCenter.Calls.Total - before - first, 0, first);
    }

    [Theory]
    [InlineData("""{"objectIds":[]}""")]
    [InlineData("""{"objectIds":null}""")]
    [InlineData("""{"objectIds":[null]}""")]
    [InlineData("""{"objectIds":["vm-1"]}""")]
    [InlineData("""{"objectIds":["urn:vmomi:VirtualMachine:vm-1:not-a-guid"]}""")]
    [InlineData("""{"objectIds":["urn:vmomi:VirtualMachine:<script>:00000000-0000-0000-0000-000000000001:x"]}""")]
    [InlineData("""{"objectIds":["urn:vmomi:VirtualMachine:vm-1:00000000-0000-0000-0000-000000000001","urn:vmomi:VirtualMachine:vm-1:00000000-0000-0000-0000-000000000002"]}""")]
    [InlineData("""{}""")]
    [InlineData("""[""")]
    public async Task Menu_OfAMalformedRequest_IsRefused(string body)
    {
        await using var world = await DeploymentWorld.StartAsync();

        using var response = await PostAsync(world, body);

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Menu_OfAnUnknownVCenter_IsRefused()
    {
        await using var world = await DeploymentWorld.StartAsync();

        using var response = await PostAsync(world, """{"objectIds":["urn:vmomi:VirtualMachine:vm-1:00000000-0000-0000-0000-000000000001"]}""");

        Assert.Equal(401, (int)response.StatusCode);
        Assert.Equal(0, world.VCenter.Calls["RestCloneTicket"]);
    }

    [Fact]
    public async Task Menu_OfAUser_OffersOnlyWhatThePrivilegesAllow()
    {
        await using var world = await DeploymentWorld.StartAsync();
        var machine = world.AddMachine("plain");

        Assert.Empty(await EnabledForAsync(world, "viewer@vsphere.local", Id(world, machine)));
        Assert.Equal(["virtualMachineInstall"], await EnabledForAsync(world, "operator@vsphere.local", Id(world, machine)));
        world.VCenter.SetPermission(new Permission("operator@vsphere.local", Role.ReadOnly, machine));
        Assert.Empty(await EnabledForAsync(world, "operator@vsphere.local", Id(world, machine)));
    }

    [Fact]
    public async Task Menu_WithoutASession_IsRefused()
    {
        await using var world = await DeploymentWorld.StartAsync();

        using var response = await PostAsync(world.Client, null, """{"objectIds":["urn:vmomi:VirtualMachine:vm-1:00000000-0000-0000-0000-000000000001"]}""");

        Assert.Equal(401, (int)response.StatusCode);
    }

    private static string Id(DeploymentWorld world, VirtualMachine machine) =>
        $"urn:vmomi:VirtualMachine:{machine.Reference.Id}:{world.VCenter.InstanceUuid}";

    private static Task<List<string>> EnabledAsync(DeploymentWorld world, params string[] objectIds) =>
        EnabledForAsync(world, "administrator@vsphere.local", objectIds);

    private static async Task<List<string>> EnabledForAsync(DeploymentWorld world, string user, params string[] objectIds)
    {
        using var response = await PostAsync(world.Client, world.VCenter.LogInToClient(user), JsonSerializer.Serialize(new { apiVersion = "1.0.0", objectIds, locale = "en-US" }));
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancel));
        var body = await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        Assert.Equal("1.0.0", body.GetProperty("apiVersion").GetString());
        return [.. body.GetProperty("dynamicItems").EnumerateArray()
            .Where(item => item.GetProperty("visible").GetBoolean())
            .Select(item => item.GetProperty("id").GetString()!)
            .Where(id => Looked.Any(action => id.EndsWith(action, StringComparison.Ordinal)))];
    }

    private static Task<HttpResponseMessage> PostAsync(DeploymentWorld world, string body) =>
        PostAsync(world.Client, world.VCenter.LogInToClient("administrator@vsphere.local"), body);

    private static async Task<HttpResponseMessage> PostAsync(HttpClient http, string? session, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/plugin/dynamic-items") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (session is not null)
        {
            request.Headers.Add("vmware-api-session-id", session);
        }

        return await http.SendAsync(request, Cancel);
    }
}
