using VsphereConnector.Server.Enrolment;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Plugin.Manifest;

namespace VsphereConnector.Server.Plugin.DynamicItems;

/// <summary>What decides about the menu of one virtual machine.</summary>
/// <param name="Machine">It, as the inventory last showed it.</param>
/// <param name="Connector">Its connector, if it ever enrolled.</param>
/// <param name="Busy">An operation that holds it waits or is under way.</param>
internal sealed record MenuTarget(VirtualMachine Machine, Connector? Connector, bool Busy)
{
    public bool Takes(PluginAction action) => action.Needs.All(Meets);

    private bool Meets(PluginActionNeed need) => need switch
    {
        PluginActionNeed.NotTemplate => !Machine.Template,
        PluginActionNeed.PoweredOn => Machine.IsPoweredOn,
        PluginActionNeed.ToolsRunning => Machine.ToolsRunningStatus == "guestToolsRunning",
        PluginActionNeed.Connector => Connector is not null,
        PluginActionNeed.NoConnector => Connector is not { State: ConnectorState.Connected },
        PluginActionNeed.NothingRunning => !Busy,
        _ => false,
    };
}
