using System.Net;
using System.Text.Json;
using VsphereConnector.Server.Tests.Api;
using VsphereConnector.Server.Tests.Deployment;
using VsphereConnector.Simulator.Inventory;

namespace VsphereConnector.Server.Tests.Fleet;

public sealed class FleetTests
{
    [Fact]
    public async Task WhenTheFleetIsAskedFor_ThenItsNumbersAreThoseOfMachinesConnectorsAndOperations()
    {
        await using var world = await DeploymentWorld.StartAsync();
        var machines = Enumerable.Range(1, 5).Select(number => world.AddMachine($"web-{number}")).ToList();
        world.VCenter.AddVirtualMachine(new VirtualMachineOptions { Name = "template", Template = true, PoweredOn = false });
        (await world.DeployAsync("web-1")).Succeeded();
        (await world.DeployAsync("web-2", password: "wrong")).Failed("guest-logon-refused");
        await world.Services.AddConnectorAsync(machines[2].InstanceUuid, "Disconnected", "0.9.0");
        await world.Services.AddConnectorAsync(machines[3].InstanceUuid, "Enrolled", "0.9.0");

        var fleet = await world.GetAsync("fleet");

        Assert.Equal(5, fleet.GetProperty("virtualMachines").GetInt32());
        Assert.Equal("""{"Enrolled":1,"Connected":1,"Disconnected":1,"NotInstalled":2}""", fleet.GetProperty("connectors").GetRawText());
        Assert.Equal(["0.9.0", "0.1.0"], fleet.GetProperty("versions").EnumerateObject().OrderByDescending(version => version.Value.GetInt32()).Select(version => version.Name));
        Assert.Equal("""{"WEB":1}""", fleet.GetProperty("channels").GetRawText());
        Assert.Equal("""{"Queued":0,"Running":0,"Success24h":1,"Error24h":1,"Cancelled24h":0}""", fleet.GetProperty("operations").GetRawText());
        var now = Assert.Single(fleet.GetProperty("history").EnumerateArray());
        Assert.Equal((1, 1, 3), (now.GetProperty("connected").GetInt32(), now.GetProperty("disconnected").GetInt32(), now.GetProperty("installed").GetInt32()));
    }

    [Fact]
    public async Task WhenSomethingWasDone_ThenTheRowAndTheLedgerOfTheMachineShowIt()
    {
        await using var world = await DeploymentWorld.StartAsync();
        var machine = world.AddMachine("web-01");
        world.AddMachine("web-02");
        var install = await world.DeployAsync("web-01");
        var connector = install.GetProperty("result").GetProperty("connectorId").GetString();
        var task = await world.EndAsync(await world.SubmitAsync(new { kind = "GetStatus", target = new { connector } }));

        var row = (await world.GetAsync("virtual-machines?name=web-01")).GetProperty("items")[0];
        var ledger = await world.GetAsync($"operations?virtualMachine={machine.InstanceUuid}");
        var other = await world.GetAsync($"operations?virtualMachine={world.VCenter.VirtualMachine("web-02").InstanceUuid}");

        Assert.Equal("WEB", row.GetProperty("connectorChannel").GetString());
        Assert.Equal(connector, row.GetProperty("connectorId").GetString());
        Assert.True(row.TryGetProperty("connectorLastSeen", out _));
        Assert.Equal(task.GetProperty("id").GetString(), row.GetProperty("lastOperation").GetProperty("id").GetString());
        Assert.Equal("Success", row.GetProperty("lastOperation").GetProperty("state").GetString());
        Assert.Equal(["GetStatus", "InstallConnector"], ledger.GetProperty("items").EnumerateArray().Select(operation => operation.GetProperty("kind").GetString()));
        Assert.Empty(other.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task WhenNoVCenterIsConfigured_ThenTheFleetIsEmpty()
    {
        await using var server = await ApiFixture.StartAsync();

        var (status, fleet) = await server.SendAsync(HttpMethod.Get, "/api/v1/fleet");
        var (_, list) = await server.SendAsync(HttpMethod.Get, "/api/v1/virtual-machines");

        Assert.Equal((200, 0), (status, fleet.GetProperty("virtualMachines").GetInt32()));
        Assert.Equal(0, list.GetProperty("total").GetInt32());
    }

    [Theory]
    [InlineData("power=on", "power")]
    [InlineData("tools=yes", "tools")]
    [InlineData("connector=7", "connector")]
    [InlineData("sort=uuid", "sort")]
    [InlineData("order=up", "order")]
    [InlineData("object=vm-58", "object")]
    [InlineData("object=urn:vmomi:VirtualMachine:vm-58:x", "object")]
    [InlineData("limit=501", "limit")]
    [InlineData("after=-1", "after")]
    [InlineData("colour=red", "colour")]
    public async Task WhenAListIsAskedForWrongly_ThenTheFieldIsNamed(string query, string field)
    {
        await using var server = await ApiFixture.StartAsync();

        var (status, problem) = await server.SendAsync(HttpMethod.Get, "/api/v1/virtual-machines?" + query);

        Assert.Equal(400, status);
        Assert.Equal([field], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [Theory]
    [InlineData("virtual-machines?vCenter=nobody", "vcenter-unknown")]
    [InlineData("virtual-machines?object=urn:vmomi:Folder:group-d1:6a7a1d2e-0000-4000-8000-000000000000", "vcenter-unknown")]
    [InlineData("virtual-machines/nobody/vm-1", "vcenter-unknown")]
    [InlineData("virtual-machines/simulated/vm-1", "virtual-machine-unknown")]
    public async Task WhenSomethingUnknownIsAskedFor_ThenTheAnswerSaysSo(string path, string code)
    {
        await using var world = await DeploymentWorld.StartAsync();

        using var answer = await world.Client.GetAsync(new Uri("api/v1/" + path, UriKind.Relative), DeploymentWorld.Cancel);
        var problem = JsonElement.Parse(await answer.Content.ReadAsStringAsync(DeploymentWorld.Cancel));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.EndsWith(code, problem.GetProperty("type").GetString(), StringComparison.Ordinal);
    }
}
