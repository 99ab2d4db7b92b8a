using VsphereConnector.Vim25.CustomFields;
using VsphereConnector.Vim25.Tests.Fixtures;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Tests.CustomFields;

public sealed class CustomFieldsManagerTests
{
    private static readonly ManagedObjectReference Vm = new("VirtualMachine", "vm-1");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Methods_WriteTheWsdlsOrder()
    {
        var server = new ScriptedServer()
            .On("AddCustomFieldDef", "<returnval><key>101</key><name>Connector</name><type>string</type><managedObjectType>VirtualMachine</managedObjectType></returnval>")
            .On("SetField", "");
        using var client = await server.ConnectAsync();

        var field = await client.CustomFieldsManager.AddCustomFieldDefAsync("Connector", "VirtualMachine", Cancel);
        Assert.Equal("name moType", server.Last.Shape);
        Assert.Equal(new CustomFieldDef(101, "Connector", "VirtualMachine"), field);

        await client.CustomFieldsManager.SetFieldAsync(Vm, field.Key, "Connected", Cancel);
        Assert.Equal("entity key value", server.Last.Shape);
    }
}
