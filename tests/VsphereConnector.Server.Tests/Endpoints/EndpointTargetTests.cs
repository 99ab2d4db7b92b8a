using System.Text.Json.Nodes;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Tests.Api;
using VsphereConnector.Server.Tests.Plugin.Sessions;
using VsphereConnector.Simulator.Authorization;
using static VsphereConnector.Server.Tests.Api.ApiFixture;

namespace VsphereConnector.Server.Tests.Endpoints;

public sealed class EndpointTargetTests
{
    private const string Operations = "/api/v1/operations";

    [Theory]
    [InlineData("endpoint", "db-01")]
    [InlineData("endpoint", "DB-01")]
    [InlineData("machine", "db-01")]
    public async Task Submit_ToAnEndpoint_IsForThatVeryOne(string member, string name)
    {
        var seen = new TaskCompletionSource<OperationTarget>();
        await using var server = await StartAsync((run, _) =>
        {
            seen.TrySetResult(run.Operation.Target);
            return Task.FromResult<OperationEnd>(new OperationEnd.Succeeded());
        });
        var id = await AddAsync(server, "db-01");

        var (status, operation) = await server.SendAsync(HttpMethod.Post, Operations, $$$"""{"kind":"GetStatus","target":{"{{{member}}}":"{{{name}}}"}}""");

        Assert.Equal(202, status);
        var target = operation.GetProperty("target");
        Assert.Equal(("Endpoint", "db-01", id), (
            target.GetProperty("kind").GetString(), target.GetProperty("endpoint").GetString(), target.GetProperty("endpointId").GetGuid()));
        Assert.False(target.TryGetProperty("virtualMachine", out _));
        var (_, listed) = await server.SendAsync(HttpMethod.Get, $"{Operations}?target=db-01");
        Assert.Equal(1, listed.GetProperty("items").GetArrayLength());
        var carriedOut = await seen.Task.WaitAsync(Token);
        Assert.Equal((id, $"endpoint:{id}", TargetKind.Endpoint), (carriedOut.EndpointId!.Value, carriedOut.InstanceUuid, carriedOut.Kind));
    }

    [Fact]
    public async Task Submit_ToWhatIsNoEndpoint_IsRefusedOrLeftToTheVirtualMachines()
    {
        await using var server = await StartAsync();
        await AddAsync(server, "db-01");

        var unknown = await server.SendAsync(HttpMethod.Post, Operations, """{"kind":"GetStatus","target":{"endpoint":"db-02"}}""");
        var machine = await server.SendAsync(HttpMethod.Post, Operations, """{"kind":"GetStatus","target":{"machine":"db-02"}}""");
        var alias = await server.SendAsync(HttpMethod.Post, Operations, """{"kind":"AddGuestAlias","target":{"machine":"db-01"}}""");
        var both = await server.SendAsync(HttpMethod.Post, Operations, """{"kind":"GetStatus","target":{"endpoint":"db-01","virtualMachine":"db-01"}}""");

        Assert.Equal(404, unknown.Status);
        Assert.Equal("VirtualMachine", machine.Body.GetProperty("target").GetProperty("kind").GetString());
        Assert.Equal("urn:vsphere-connector:problem:virtual-machine-needed", alias.Body.GetProperty("type").GetString());
        Assert.Equal(400, both.Status);
    }

    [Fact]
    public async Task Submit_ANameThatIsBoth_IsRefusedRatherThanGuessed()
    {
        await using var world = await SessionWorld.StartAsync();
        var script = await world.ScriptAsync();
        await script.SendAsync("/api/v1/endpoints", Json("""{"name":"vm-00001","address":"192.0.2.1","operatingSystem":"Linux"}"""));

        var guessed = await script.SendAsync(Operations, Json("""{"kind":"GetStatus","target":{"machine":"vm-00001"}}"""));
        var said = await script.SendAsync(Operations, Json("""{"kind":"GetStatus","target":{"endpoint":"vm-00001"}}"""));

        Assert.Equal((409, "machine-ambiguous"), (guessed.Status, guessed.Body.Code()));
        Assert.Equal(202, said.Status);
    }

    [Fact]
    public async Task Submit_ByAUser_NeedsThePrivilegeOnTheRootFolder()
    {
        await using var world = await SessionWorld.StartAsync();
        var script = await world.ScriptAsync();
        await script.SendAsync("/api/v1/endpoints", Json("""{"name":"db-01","address":"192.0.2.1","operatingSystem":"Linux"}"""));
        const string Body = """{"kind":"RunTask","target":{"endpoint":"db-01"},"parameters":{"script":"id"}}""";

        var viewer = await world.Page(SessionWorld.Viewer).SendAsync(Operations, Json(Body));
        var operators = await world.Page(SessionWorld.Operator).SendAsync(Operations, Json(Body));

        Assert.Equal((403, "privilege-missing"), (viewer.Status, viewer.Body.Code()));
        Assert.Contains("root folder", viewer.Body.GetProperty("title").GetString(), StringComparison.Ordinal);
        Assert.Equal(202, operators.Status);
        var register = await world.Page(SessionWorld.Operator).SendAsync("/api/v1/endpoints", Json("""{"address":"192.0.2.9","operatingSystem":"Linux"}"""));
        Assert.Equal(403, register.Status);
    }

    [Fact]
    public async Task See_EndpointsAndTheirOperations_WhoMayViewAtTheRootAlone()
    {
        await using var world = await SessionWorld.StartAsync();
        var script = await world.ScriptAsync();
        await script.SendAsync("/api/v1/endpoints", Json("""{"name":"db-01","address":"192.0.2.1","operatingSystem":"Linux"}"""));
        await script.SendAsync(Operations, Json("""{"kind":"GetStatus","target":{"endpoint":"db-01"}}"""));
        world.VCenter.SetPermission(new Permission(SessionWorld.Viewer, Role.NoAccess));
        world.VCenter.SetPermission(new Permission(SessionWorld.Viewer, Role.ConnectorViewer, world.VCenter.VirtualMachine("vm-00002")));

        var one = await world.Page(SessionWorld.Viewer).ReadAsync(Operations);
        var all = await world.Page(SessionWorld.Operator).ReadAsync(Operations);

        Assert.Empty(one.Body.GetProperty("items").EnumerateArray());
        Assert.Equal("db-01", Assert.Single(all.Body.GetProperty("items").EnumerateArray()).GetProperty("target").GetProperty("endpoint").GetString());
    }

    private static JsonNode Json(string text) => JsonNode.Parse(text)!;

    private static async Task<Guid> AddAsync(ApiFixture server, string name)
    {
        var (status, body) = await server.SendAsync(
            HttpMethod.Post, "/api/v1/endpoints", $$"""{"name":"{{name}}","address":"{{name}}.example","operatingSystem":"Linux"}""");
        Assert.Equal(201, status);
        return body.GetProperty("id").GetGuid();
    }
}
