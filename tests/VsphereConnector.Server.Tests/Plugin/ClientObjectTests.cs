using FsCheck;
using FsCheck.Fluent;
using VsphereConnector.Server.Plugin;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Server.Tests.Plugin;

public sealed class ClientObjectTests
{
    [Fact]
    public void TryParse_AnIdOfTheClient_IsTheObjectAndItsVCenter() => Assert.Equal(
        new ClientObject(new ManagedObjectReference("VirtualMachine", "vm-58"), Guid.Parse("56d373bd-4163-44f9-a872-9adabb008ca9")),
        ClientObject.TryParse("urn:vmomi:VirtualMachine:vm-58:56d373bd-4163-44f9-a872-9adabb008ca9"));

    [Fact]
    public void TryParse_AnyText_IsAnObjectOrNothing() => Prop.ForAll<string?>(text =>
    {
        var parsed = ClientObject.TryParse(text);
        return parsed is null || text == $"urn:vmomi:{parsed.Reference.Type}:{parsed.Reference.Value}:{parsed.VCenter:D}";
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void TryParse_AnIdWithAPartThatIsNone_IsRefused() => Assert.All(
        new[] { "", new string('x', 81), "vm:1" },
        part => Assert.Null(ClientObject.TryParse($"urn:vmomi:VirtualMachine:{part}:56d373bd-4163-44f9-a872-9adabb008ca9")));
}
