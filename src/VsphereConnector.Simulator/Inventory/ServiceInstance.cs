using VsphereConnector.Simulator.Properties;
using VsphereConnector.Simulator.Soap;

namespace VsphereConnector.Simulator.Inventory;

/// <summary>The object by which a client finds all others.</summary>
internal sealed class ServiceInstance(string instanceUuid, TimeProvider time) : ManagedObject("ServiceInstance", "ServiceInstance")
{
    internal override PropertyTable Properties => Table;

    private static PropertyTable<ServiceInstance> Table { get; } = new PropertyTable<ServiceInstance>("ServiceInstance")
        .Value("serverClock", service => service.Now)
        .Value("capability", _ => new DataObject("Capability", ("provisioningSupported", true), ("multiHostSupported", true), ("userShellAccessSupported", false)))
        .Value("content", service => service.Content);

    private DateTimeOffset Now => time.GetUtcNow();

    private DataObject Content { get; } = new(
        "ServiceContent",
        ("rootFolder", new ManagedObjectReference("Folder", "group-d1")),
        ("propertyCollector", new ManagedObjectReference("PropertyCollector", "propertyCollector")),
        ("viewManager", Singleton("ViewManager")),
        ("about", About(instanceUuid)),
        ("sessionManager", Singleton("SessionManager")),
        ("authorizationManager", Singleton("AuthorizationManager")),
        ("eventManager", Singleton("EventManager")),
        ("taskManager", Singleton("TaskManager")),
        ("extensionManager", Singleton("ExtensionManager")),
        ("customFieldsManager", Singleton("CustomFieldsManager")),
        ("searchIndex", Singleton("SearchIndex")),
        ("guestOperationsManager", Singleton("GuestOperationsManager")));

    public void AddTo(MethodTable methods)
    {
        methods.Add("RetrieveServiceContent", _ => Content, anonymous: true);
        methods.Add("CurrentTime", _ => Now);
    }

    private static ManagedObjectReference Singleton(string type) => new(type, type);

    private static DataObject About(string instanceUuid) => new(
        "AboutInfo",
        ("name", "VMware vCenter Server"),
        ("fullName", "VMware vCenter Server 8.0.3 (simulated)"),
        ("vendor", "VsphereConnector simulator"),
        ("version", "8.0.3"),
        ("build", "0"),
        ("localeVersion", "INTL"),
        ("localeBuild", "000"),
        ("osType", "linux-x64"),
        ("productLineId", "vpx"),
        ("apiType", "VirtualCenter"),
        ("apiVersion", "8.0.3.0"),
        ("instanceUuid", instanceUuid));
}
