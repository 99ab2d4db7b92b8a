using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Plugin.DynamicItems;
using VsphereConnector.Server.Plugin.Manifest;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Server.Tests.Plugin.DynamicItems;

public sealed class MenuTargetTests
{
    private static readonly VirtualMachine Ready = new()
    {
        VCenter = "main",
        Reference = new ManagedObjectReference("VirtualMachine", "vm-1"),
        Name = "web-01",
        InstanceUuid = "50000000-0000-0000-0000-000000000001",
        Host = "host-1",
        PowerState = "poweredOn",
        ToolsRunningStatus = "guestToolsRunning",
    };

    [Fact]
    public void Install_OnAReadyMachine_Applies() => Assert.True(Takes("install", new MenuTarget(Ready, null, Busy: false)));

    [Fact]
    public void Install_WhereSomethingStandsAgainstIt_DoesNot() => Assert.All(
        new MenuTarget[]
        {
            new(Ready with { PowerState = "poweredOff" }, null, Busy: false),
            new(Ready with { ToolsRunningStatus = "guestToolsNotRunning" }, null, Busy: false),
            new(Ready with { Template = true }, null, Busy: false),
            new(Ready, null, Busy: true),
        },
        target => Assert.False(Takes("install", target)));

    [Theory]
    [InlineData("runTask")]
    [InlineData("status")]
    [InlineData("upgrade")]
    [InlineData("uninstall")]
    public void WorkOfAConnector_WithoutOne_DoesNotApply(string action) => Assert.False(Takes(action, new MenuTarget(Ready, null, Busy: false)));

    private static bool Takes(string action, MenuTarget target) => target.Takes(PluginMenu.Load().Actions.Single(entry => entry.Id == action));
}
