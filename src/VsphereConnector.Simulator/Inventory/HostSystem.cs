using VsphereConnector.Simulator.Properties;
using VsphereConnector.Simulator.Soap;

namespace VsphereConnector.Simulator.Inventory;

/// <summary>An ESXi host. Guest file transfers go to it, so it shows the certificate that they will meet.</summary>
public sealed class HostSystem : ManagedEntity
{
    internal HostSystem(string id, string name, ManagedEntity parent, HostCertificate certificate)
        : base("HostSystem", id, name, parent) => Certificate = certificate;

    /// <summary>False makes the host's virtual machines unreachable: guest operations end with HostNotConnected.</summary>
    public bool Connected { get; internal set; } = true;

    internal HostCertificate Certificate { get; }

    internal CopyOnReadList<VirtualMachine> VirtualMachines { get; } = new();

    internal EnumValue ConnectionState => new("HostSystemConnectionState", Connected ? "connected" : "disconnected");

    internal override PropertyTable Properties => Table;

    private static PropertyTable<HostSystem> Table { get; } = new PropertyTable<HostSystem>("HostSystem", EntityProperties)
        .Data("runtime", "HostRuntimeInfo", runtime => runtime
            .Value("connectionState", host => host.ConnectionState)
            .Value("powerState", _ => new EnumValue("HostSystemPowerState", "poweredOn"))
            .Value("inMaintenanceMode", _ => false))
        .Data("summary", "HostListSummary", summary => summary
            .Value("host", host => host.Reference)
            .Data("config", "HostConfigSummary", config => config
                .Value("name", host => host.Name)
                .Value("port", _ => 443)
                .Value("sslThumbprint", host => host.Certificate.Thumbprint)
                .Value("vmotionEnabled", _ => false))
            .Value("overallStatus", _ => new EnumValue("ManagedEntityStatus", "green"))
            .Value("rebootRequired", _ => false))
        .Data("config", "HostConfigInfo", config => config
            .Value("host", host => host.Reference)
            .Value("certificate", host => host.Certificate.Pem))
        .Value("vm", host => ValueArray.Of(host.VirtualMachines.Snapshot().Select(vm => vm.Reference)))
        .Value("datastore", _ => ValueArray.Of(Array.Empty<ManagedObjectReference>()))
        .Value("network", _ => ValueArray.Of(Array.Empty<ManagedObjectReference>()));
}

/// <summary>The certificate that file transfers through a host meet: SHA-1 in hexadecimal with colons, as vCenter shows it, and PEM.</summary>
internal sealed record HostCertificate(string Thumbprint, ValueArray Pem);
