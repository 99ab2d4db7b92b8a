using VsphereConnector.Vim25.Tests.Fixtures;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Tests.Search;

public sealed class SearchIndexTests
{
    private const string Found = """<returnval type="VirtualMachine">vm-1</returnval>""";

    private static readonly ManagedObjectReference Datacenter = new("Datacenter", "dc-1");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FindByUuid_Known_ReturnsIt()
    {
        var server = new ScriptedServer().On("FindByUuid", Found);
        using var client = await server.ConnectAsync();

        Assert.Equal("vm-1", (await client.SearchIndex.FindByUuidAsync("u", true, true, Datacenter, Cancel))!.Value);
        Assert.Equal("datacenter uuid vmSearch instanceUuid", server.Last.Shape);
    }

    [Fact]
    public async Task FindByUuid_Unknown_ReturnsNull()
    {
        using var client = await new ScriptedServer().On("FindByUuid", "").ConnectAsync();

        Assert.Null(await client.SearchIndex.FindByUuidAsync("u", cancellationToken: Cancel));
    }

    [Fact]
    public async Task FindAllByUuid_Several_ReturnsThem()
    {
        using var client = await new ScriptedServer().On("FindAllByUuid", Found + Found).ConnectAsync();

        Assert.Equal(2, (await client.SearchIndex.FindAllByUuidAsync("u", cancellationToken: Cancel)).Count);
    }

    [Fact]
    public async Task Find_OtherWays_WriteTheWsdlsOrder()
    {
        var server = new ScriptedServer().On("FindByInventoryPath", Found).On("FindByIp", Found).On("FindByDnsName", Found).On("FindChild", Found);
        using var client = await server.ConnectAsync();

        await client.SearchIndex.FindByInventoryPathAsync("DC0/vm/web", Cancel);
        await client.SearchIndex.FindByIpAsync("192.0.2.1", true, Datacenter, Cancel);
        await client.SearchIndex.FindByDnsNameAsync("web", true, Datacenter, Cancel);
        await client.SearchIndex.FindChildAsync(Datacenter, "web", Cancel);

        Assert.Equal(["inventoryPath", "datacenter ip vmSearch", "datacenter dnsName vmSearch", "entity name"], server.Calls.Skip(1).Select(call => call.Shape));
    }
}
