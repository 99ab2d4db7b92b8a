using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25;

/// <summary>The services of one server. A service that it lacks is null: an ESXi host has no ExtensionManager.</summary>
public sealed record ServiceContent
{
    internal static readonly ManagedObjectReference ServiceInstance = new("ServiceInstance", "ServiceInstance");

    private readonly DataObject _content;

    internal ServiceContent(DataObject content)
    {
        _content = content;
        RootFolder = content.RequireReference("rootFolder");
        PropertyCollector = content.RequireReference("propertyCollector");
        About = new AboutInfo(content.GetObject("about") ?? DataObject.Empty);
    }

    /// <summary>What the server is.</summary>
    public AboutInfo About { get; }

    /// <summary>The inventory's root.</summary>
    public ManagedObjectReference RootFolder { get; }

    /// <summary>The session's default property collector.</summary>
    public ManagedObjectReference PropertyCollector { get; }

    /// <summary>Sessions.</summary>
    public ManagedObjectReference? SessionManager => this["sessionManager"];

    /// <summary>Container and list views.</summary>
    public ManagedObjectReference? ViewManager => this["viewManager"];

    /// <summary>Roles and privileges.</summary>
    public ManagedObjectReference? AuthorizationManager => this["authorizationManager"];

    /// <summary>Events.</summary>
    public ManagedObjectReference? EventManager => this["eventManager"];

    /// <summary>Tasks.</summary>
    public ManagedObjectReference? TaskManager => this["taskManager"];

    /// <summary>Extensions (plug-ins).</summary>
    public ManagedObjectReference? ExtensionManager => this["extensionManager"];

    /// <summary>Custom attributes.</summary>
    public ManagedObjectReference? CustomFieldsManager => this["customFieldsManager"];

    /// <summary>Look-ups by UUID, path, address.</summary>
    public ManagedObjectReference? SearchIndex => this["searchIndex"];

    /// <summary>Guest operations.</summary>
    public ManagedObjectReference? GuestOperationsManager => this["guestOperationsManager"];

    /// <summary>Any other service by its name in the WSDL, such as <c>perfManager</c>.</summary>
    public ManagedObjectReference? this[string name] => _content.GetReference(name);
}

/// <summary>What a server says about itself.</summary>
public sealed record AboutInfo
{
    internal AboutInfo(DataObject about)
    {
        FullName = about.GetString("fullName") ?? "";
        Version = about.GetString("version") ?? "";
        Build = about.GetString("build") ?? "";
        ApiType = about.GetString("apiType") ?? "";
        ApiVersion = about.GetString("apiVersion") ?? "";
        InstanceUuid = about.GetString("instanceUuid");
    }

    /// <summary>Name with version and build, such as <c>VMware vCenter Server 8.0.3 build-24022515</c>.</summary>
    public string FullName { get; }

    /// <summary>The product's version, such as <c>8.0.3</c>.</summary>
    public string Version { get; }

    /// <summary>The build's number.</summary>
    public string Build { get; }

    /// <summary><c>VirtualCenter</c> or <c>HostAgent</c> (ESXi).</summary>
    public string ApiType { get; }

    /// <summary>The newest API version that the server speaks, such as <c>8.0.3.0</c>.</summary>
    public string ApiVersion { get; }

    /// <summary>vCenter's own id; null on ESXi.</summary>
    public string? InstanceUuid { get; }

    /// <summary>Whether this is a vCenter, not a single ESXi host.</summary>
    public bool IsVirtualCenter => ApiType == "VirtualCenter";
}
