using VsphereConnector.Vim25.Tests.Fixtures;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Tests.Authorization;

public sealed class AuthorizationManagerTests
{
    private const string Availability = """
        <returnval><entity type="VirtualMachine">vm-1</entity><privAvailability><privId>a</privId><isGranted>true</isGranted></privAvailability>
        <privAvailability><privId>b</privId><isGranted>false</isGranted></privAvailability></returnval>
        """;

    private static readonly ManagedObjectReference Vm = new("VirtualMachine", "vm-1");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task HasPrivilegeOnEntities_Answer_SaysGrantedAndMissing()
    {
        var server = new ScriptedServer().On("HasPrivilegeOnEntities", Availability);
        using var client = await server.ConnectAsync();

        var privilege = Assert.Single(await client.AuthorizationManager.HasPrivilegeOnEntitiesAsync([Vm], "52a1", ["a", "b"], Cancel));

        Assert.Equal("entity sessionId privId privId", server.Last.Shape);
        Assert.Equal(["a"], privilege.Granted);
        Assert.Equal(["b"], privilege.Missing);
    }

    [Fact]
    public async Task HasUserPrivilegeOnEntities_Arguments_AreInTheWsdlsOrder()
    {
        var server = new ScriptedServer().On("HasUserPrivilegeOnEntities", Availability);
        using var client = await server.ConnectAsync();

        Assert.Equal(Vm, Assert.Single(await client.AuthorizationManager.HasUserPrivilegeOnEntitiesAsync([Vm], "u", ["a"], Cancel)).Entity);

        Assert.Equal("entities userName privId", server.Last.Shape);
    }

    [Fact]
    public async Task FetchUserPrivilegeOnEntities_Answer_ListsThem()
    {
        var server = new ScriptedServer().On(
            "FetchUserPrivilegeOnEntities", """<returnval><entity type="VirtualMachine">vm-1</entity><privileges>a</privileges><privileges>b</privileges></returnval>""");
        using var client = await server.ConnectAsync();

        var result = Assert.Single(await client.AuthorizationManager.FetchUserPrivilegeOnEntitiesAsync([Vm], "u", Cancel));

        Assert.Equal(["a", "b"], result.Privileges);
        Assert.Equal("entities userName", server.Last.Shape);
    }
}
