using System.Globalization;
using VsphereConnector.Simulator;
using VsphereConnector.Simulator.Guests;
using VsphereConnector.Simulator.Inventory;

namespace VsphereConnector.Demo;

/// <summary>What the simulated vCenter has.</summary>
/// <param name="Options">How it starts.</param>
/// <param name="Fill">What is added to it then.</param>
internal sealed record DemoInventory(SimulatorOptions Options, Action<SimulatedVCenter> Fill)
{
    /// <summary>The password of root in a guest that does not take the demo's ordinary logon.</summary>
    public const string OtherPassword = "other";

    private const int CompanyMachines = 42;

    private static readonly GuestProfile FullDisk = GuestProfile.Linux with { DiskBytes = 64 * 1024 };

    private static readonly GuestProfile OtherLogon = GuestProfile.Linux with
    {
        Accounts = [new GuestAccount { Name = "root", Password = OtherPassword, IsAdministrator = true }],
    };

    /// <summary>The machines that the demonstration works on, and nameless ones beside them.</summary>
    public static DemoInventory Plain(int machines, IReadOnlyList<string> named) => new(
        new SimulatorOptions { VirtualMachines = machines - named.Count, Hosts = 4 },
        vCenter =>
        {
            foreach (var name in named)
            {
                vCenter.AddVirtualMachine(new VirtualMachineOptions { Name = name });
            }
        });

    /// <summary>A company's inventory, with the obstacles that a company's inventory has; a fleet of nameless machines makes up the number.</summary>
    public static DemoInventory Company(int? machines) => new(
        new SimulatorOptions { Datacenter = "Frankfurt", Cluster = "Production", Hosts = 4, SessionIdleTimeout = TimeSpan.FromHours(12) },
        vCenter =>
        {
            AddProduction(vCenter);
            AddInfrastructure(vCenter);
            AddDevelopment(vCenter);
            AddFleet(vCenter, machines - CompanyMachines ?? 0);
        });

    private static void AddProduction(SimulatedVCenter vCenter)
    {
        var critical = vCenter.AddResourcePool("Business critical", vCenter.Cluster.ResourcePool);
        var standard = vCenter.AddResourcePool("Standard", vCenter.Cluster.ResourcePool);
        var production = vCenter.AddFolder("Production");
        Add(vCenter, vCenter.AddFolder("Web", production), standard, "web-01", "web-02", "web-03", "web-04", "web-05", "web-06", "proxy-01", "proxy-02");
        Add(vCenter, vCenter.AddFolder("Applications", production), standard, "app-01", "app-02", "app-03", "app-04", "api-gateway-01", "queue-01", "queue-02");
        Add(vCenter, vCenter.AddFolder("Databases", production), critical, "db-01", "db-02", "db-replica-01", "cache-01", "cache-02");
        Add(vCenter, null, vCenter.AddVirtualApp("Web shop", critical, production), "shop-web-01", "shop-app-01", "shop-db-01");
    }

    private static void AddInfrastructure(SimulatedVCenter vCenter)
    {
        var folder = vCenter.AddFolder("Infrastructure");
        Add(vCenter, folder, null, "dns-01", "dns-02", "ntp-01", "mail-01", "monitoring-01", "backup-01");
        Add(vCenter, new() { Name = "ad-01", Folder = folder, Guest = GuestProfile.Windows, Tools = ToolsInstallation.Managed });
        Add(vCenter, new() { Name = "files-01", Folder = folder, Guest = GuestProfile.Windows, Tools = ToolsInstallation.Managed });
        Add(vCenter, new() { Name = "log-archive-01", Folder = folder, Guest = FullDisk, Annotation = "Its disk is full." });
        Add(vCenter, new() { Name = "jump-01", Folder = folder, Guest = OtherLogon, Annotation = "root has another password here." });
        Add(vCenter, new() { Name = "licences-01", Folder = folder, Tools = ToolsInstallation.None, Annotation = "An appliance without VMware Tools." });
    }

    private static void AddDevelopment(SimulatedVCenter vCenter)
    {
        var cluster = vCenter.AddCluster("Development", hosts: 2);
        var builds = vCenter.AddResourcePool("Builds", cluster.ResourcePool);
        var folder = vCenter.AddFolder("Development");
        Add(vCenter, folder, builds, "build-01", "build-02", "runner-01", "runner-02");
        Add(vCenter, new() { Name = "test-web-01", Folder = folder, ResourcePool = cluster.ResourcePool, PoweredOn = false });
        Add(vCenter, new() { Name = "test-db-01", Folder = folder, ResourcePool = cluster.ResourcePool, PoweredOn = false });
        Add(vCenter, new() { Name = "erp-old-01", Folder = folder, ResourcePool = cluster.ResourcePool, PoweredOn = false });
        Add(vCenter, new() { Name = "debian-12-template", Folder = vCenter.AddFolder("Templates"), Template = true });
    }

    private static void AddFleet(SimulatedVCenter vCenter, int machines)
    {
        var folder = machines > 0 ? vCenter.AddFolder("Fleet") : null;
        for (var i = 1; i <= machines; i++)
        {
            Add(vCenter, new() { Name = string.Create(CultureInfo.InvariantCulture, $"vm-{i:00000}"), Folder = folder });
        }
    }

    private static void Add(SimulatedVCenter vCenter, Folder? folder, ResourcePool? pool, params IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            Add(vCenter, new() { Name = name, Folder = folder, ResourcePool = pool });
        }
    }

    private static void Add(SimulatedVCenter vCenter, VirtualMachineOptions options) => vCenter.AddVirtualMachine(options);
}
