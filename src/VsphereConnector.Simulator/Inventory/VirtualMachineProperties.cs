using VsphereConnector.Simulator.Guests;
using VsphereConnector.Simulator.Properties;
using VsphereConnector.Simulator.Soap;

namespace VsphereConnector.Simulator.Inventory;

/// <summary>The properties of a virtual machine, in the order of the WSDL.</summary>
internal static class VirtualMachineProperties
{
    private static readonly Version CustomizationInfoSince = new(7, 0, 2, 0);
    private static readonly DataObject NoCustomization = new("GuestInfoCustomizationInfo", ("customizationStatus", "TOOLSDEPLOYPKG_IDLE"));

    public static PropertyTable<VirtualMachine> Table { get; } = new PropertyTable<VirtualMachine>("VirtualMachine", ManagedEntity.EntityProperties)
        .Data("config", "VirtualMachineConfigInfo", Config)
        .Data("guest", "GuestInfo", Guest)
        .Value("guestHeartbeatStatus", vm => Heartbeat(vm))
        .Value("network", vm => ValueArray.Of(vm.Options.Networks.Select(network => network.Reference)))
        .Value("datastore", _ => ValueArray.Of(Array.Empty<ManagedObjectReference>()))
        .Value("resourcePool", vm => vm.Options.Template ? null : vm.ResourcePool.Reference)
        .Value("parentVApp", vm => vm.VirtualApp?.Reference)
        .Data("runtime", "VirtualMachineRuntimeInfo", Runtime)
        .Data("summary", "VirtualMachineSummary", Summary);

    private static void Config(PropertyTable<VirtualMachine> config) => config
        .Value("changeVersion", _ => "1")
        .Value("modified", _ => DateTimeOffset.UnixEpoch)
        .Value("name", vm => vm.Name)
        .Value("guestFullName", vm => vm.Options.Guest.FullName)
        .Value("version", _ => "vmx-19")
        .Value("uuid", vm => vm.Uuid)
        .Value("instanceUuid", vm => vm.InstanceUuid)
        .Value("template", vm => vm.Options.Template)
        .Value("guestId", vm => vm.Options.Guest.GuestId)
        .Value("alternateGuestName", _ => "")
        .Value("annotation", vm => vm.Options.Annotation)
        .Data("files", "VirtualMachineFileInfo", files => files
            .Value("vmPathName", vm => PathName(vm)))
        .Data("hardware", "VirtualHardware", hardware => hardware
            .Value("numCPU", _ => 2)
            .Value("numCoresPerSocket", _ => 1)
            .Value("memoryMB", _ => 4096)
            .Value("device", vm => new ValueArray("VirtualDevice", [NetworkCard(vm)])))
        .Value("extraConfig", _ => new ValueArray("OptionValue", []));

    private static void Guest(PropertyTable<VirtualMachine> guest) => guest
        .Value("toolsStatus", vm => ToolsStatus(vm))
        .Value("toolsVersionStatus", vm => ToolsVersionStatus(vm))
        .Value("toolsVersionStatus2", vm => ToolsVersionStatus(vm).Value)
        .Value("toolsRunningStatus", vm => ToolsRunningStatus(vm).Value)
        .Value("toolsVersion", vm => vm.Tools == ToolsInstallation.None ? null : "12384")
        .Value("guestId", vm => WhenRunning(vm, vm.Options.Guest.GuestId))
        .Value("guestFamily", vm => vm.Options.ReportsGuestOperationsReady ? WhenRunning(vm, vm.Options.Guest.Family) : null)
        .Value("guestFullName", vm => WhenRunning(vm, vm.Options.Guest.FullName))
        .Value("hostName", vm => WhenRunning(vm, vm.Name))
        .Value("ipAddress", vm => WhenRunning(vm, vm.IpAddress))
        .Value("net", vm => new ValueArray("GuestNicInfo", vm.ToolsRunning ? [Nic(vm)] : []))
        .Value("guestState", vm => vm.ToolsRunning ? "running" : "notRunning")
        .Value("guestOperationsReady", vm => vm.Options.ReportsGuestOperationsReady ? vm.GuestOperationsReady : null)
        .Value("interactiveGuestOperationsReady", vm => vm.Options.ReportsGuestOperationsReady ? false : null)
        .Value("guestStateChangeSupported", vm => vm.ToolsRunning)
        .Value("customizationInfo", (_, caller) => caller?.Knows(CustomizationInfoSince) == true ? NoCustomization : null);

    private static void Runtime(PropertyTable<VirtualMachine> runtime) => runtime
        .Value("host", vm => vm.Host.Reference)
        .Value("connectionState", vm => new EnumValue("VirtualMachineConnectionState", vm.Host.Connected ? "connected" : "disconnected"))
        .Value("powerState", vm => PowerState(vm))
        .Value("toolsInstallerMounted", _ => false)
        .Value("bootTime", vm => vm.BootTime)
        .Value("numMksConnections", _ => 0);

    private static void Summary(PropertyTable<VirtualMachine> summary) => summary
        .Value("vm", vm => vm.Reference)
        .Data("runtime", "VirtualMachineRuntimeInfo", Runtime)
        .Data("guest", "VirtualMachineGuestSummary", guest => guest
            .Value("guestId", vm => WhenRunning(vm, vm.Options.Guest.GuestId))
            .Value("guestFullName", vm => WhenRunning(vm, vm.Options.Guest.FullName))
            .Value("toolsStatus", vm => ToolsStatus(vm))
            .Value("toolsVersionStatus", vm => ToolsVersionStatus(vm).Value)
            .Value("toolsVersionStatus2", vm => ToolsVersionStatus(vm).Value)
            .Value("toolsRunningStatus", vm => ToolsRunningStatus(vm).Value)
            .Value("hostName", vm => WhenRunning(vm, vm.Name))
            .Value("ipAddress", vm => WhenRunning(vm, vm.IpAddress)))
        .Data("config", "VirtualMachineConfigSummary", config => config
            .Value("name", vm => vm.Name)
            .Value("template", vm => vm.Options.Template)
            .Value("vmPathName", vm => PathName(vm))
            .Value("memorySizeMB", _ => 4096)
            .Value("numCpu", _ => 2)
            .Value("numEthernetCards", _ => 1)
            .Value("numVirtualDisks", _ => 1)
            .Value("uuid", vm => vm.Uuid)
            .Value("instanceUuid", vm => vm.InstanceUuid)
            .Value("guestId", vm => vm.Options.Guest.GuestId)
            .Value("guestFullName", vm => vm.Options.Guest.FullName)
            .Value("annotation", vm => vm.Options.Annotation))
        .Data("quickStats", "VirtualMachineQuickStats", stats => stats
            .Value("overallCpuUsage", _ => 40)
            .Value("guestMemoryUsage", _ => 512)
            .Value("hostMemoryUsage", _ => 1024)
            .Value("guestHeartbeatStatus", vm => Heartbeat(vm)))
        .Value("overallStatus", _ => new EnumValue("ManagedEntityStatus", "green"))
        .Value("customValue", ManagedEntity.CustomValuesOf);

    public static EnumValue PowerState(VirtualMachine vm) => new("VirtualMachinePowerState", vm.PoweredOn ? "poweredOn" : "poweredOff");

    private static EnumValue Heartbeat(VirtualMachine vm) => new("ManagedEntityStatus", vm.ToolsRunning ? "green" : "gray");

    private static EnumValue ToolsStatus(VirtualMachine vm) => new("VirtualMachineToolsStatus", vm switch
    {
        { Tools: ToolsInstallation.None } => "toolsNotInstalled",
        { ToolsRunning: false } => "toolsNotRunning",
        _ => "toolsOk",
    });

    private static EnumValue ToolsVersionStatus(VirtualMachine vm) => new("VirtualMachineToolsVersionStatus", vm.Tools switch
    {
        ToolsInstallation.None => "guestToolsNotInstalled",
        ToolsInstallation.Managed => "guestToolsCurrent",
        _ => "guestToolsUnmanaged",
    });

    private static EnumValue ToolsRunningStatus(VirtualMachine vm) =>
        new("VirtualMachineToolsRunningStatus", vm.ToolsRunning ? "guestToolsRunning" : "guestToolsNotRunning");

    private static string? WhenRunning(VirtualMachine vm, string value) => vm.ToolsRunning ? value : null;

    private static string PathName(VirtualMachine vm) => $"[datastore1] {vm.Name}/{vm.Name}.vmx";

    private static DataObject Nic(VirtualMachine vm) => new(
        "GuestNicInfo",
        ("network", "VM Network"),
        ("ipAddress", ValueArray.Of([vm.IpAddress])),
        ("macAddress", vm.MacAddress),
        ("connected", true),
        ("deviceConfigId", 4000));

    private static DataObject NetworkCard(VirtualMachine vm) => new(
        "VirtualVmxnet3",
        ("key", 4000),
        ("deviceInfo", new DataObject("Description", ("label", "Network adapter 1"), ("summary", "VM Network"))),
        ("addressType", "assigned"),
        ("macAddress", vm.MacAddress))
    {
        IsSubtype = true,
    };
}
