using System.Collections.Concurrent;
using VsphereConnector.Simulator.Faults;
using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Simulator.Properties;
using VsphereConnector.Simulator.Soap;

namespace VsphereConnector.Simulator.Extensions;

/// <summary>The registered extensions; what a client sent is given back as it came.</summary>
internal sealed class ExtensionManager() : ManagedObject("ExtensionManager", "ExtensionManager")
{
    /// <summary>The first API version with the certificate of an extension's server.</summary>
    private static readonly Version WithCertificate = new(8, 0, 2, 0);

    private readonly ConcurrentDictionary<string, DataObject> _extensions = new(StringComparer.Ordinal);

    internal override PropertyTable Properties => Table;

    private static PropertyTable<ExtensionManager> Table { get; } = new PropertyTable<ExtensionManager>("ExtensionManager")
        .Value("extensionList", manager => new ValueArray("Extension", [.. manager._extensions.Values]));

    /// <summary>The privileges that the extensions bring.</summary>
    public IEnumerable<string> Privileges => Declared("privilegeList", "privID");

    /// <summary>The types of tasks that the extensions may make.</summary>
    public IEnumerable<string> TaskTypes => Declared("taskList", "taskID");

    private IEnumerable<string> Declared(string list, string id) => _extensions.Values
        .SelectMany(extension => extension.Fields)
        .Where(part => part.Name == list)
        .Select(part => (part.Value as DataObject)?[id])
        .OfType<string>()
        .Distinct(StringComparer.Ordinal);

    public void AddTo(MethodTable methods)
    {
        methods.Add("FindExtension", Find);
        methods.Add("RegisterExtension", Register, privilege: "Extension.Register");
        methods.Add("UpdateExtension", Update, privilege: "Extension.Update");
        methods.Add("UnregisterExtension", Unregister, privilege: "Extension.Unregister");
        methods.Add("SetExtensionCertificate", SetCertificate, privilege: "Extension.Update");
    }

    private DataObject? Find(SoapCall call) =>
        _extensions.GetValueOrDefault(call.Arguments.RequiredString("extensionKey")) is { } extension
            ? call.Request.ApiVersion < WithCertificate ? WithoutCertificates(extension) : extension
            : null;

    private static DataObject WithoutCertificates(DataObject extension) => new(
        extension.Type,
        [.. extension.Fields.Select(part => part is ("server", DataObject server)
            ? ("server", new DataObject(server.Type, [.. server.Fields.Where(field => field.Name != "serverCertificate")]))
            : part)]);

    private object? Register(SoapCall call)
    {
        var (key, extension) = Read(call);
        if (!_extensions.TryAdd(key, extension))
            throw Fault.InvalidArgument("extension.key", $"The extension '{key}' is registered already.");
        return null;
    }

    private object? Update(SoapCall call)
    {
        var (key, extension) = Read(call);
        Demand(key);
        _extensions[key] = extension;
        return null;
    }

    private object? Unregister(SoapCall call)
    {
        var key = call.Arguments.RequiredString("extensionKey");
        return _extensions.TryRemove(key, out _) ? null : throw Fault.NotFound($"There is no extension '{key}'.");
    }

    private object? SetCertificate(SoapCall call)
    {
        Demand(call.Arguments.RequiredString("extensionKey"));
        return null;
    }

    private void Demand(string key)
    {
        if (!_extensions.ContainsKey(key))
            throw Fault.NotFound($"There is no extension '{key}'.");
    }

    private static (string Key, DataObject Extension) Read(SoapCall call)
    {
        var extension = call.Arguments.Required("extension");
        foreach (var required in new[] { "description", "version", "lastHeartbeatTime" })
            extension.Required(required);
        if (call.Request.ApiVersion < WithCertificate && extension.All("server").Any(server => server.Find("serverCertificate") is not null))
            throw Fault.InvalidRequest($"Unexpected element serverCertificate in version {call.Request.ApiVersion}.");
        return (extension.RequiredString("key"), Copy("Extension", extension));
    }

    private static DataObject Copy(string type, SoapElement element) =>
        new(element.XsiType ?? type, [.. element.Children.Select(child => (child.Name, (object?)(child.Children.Count > 0 ? Copy("", child) : child.Text)))])
        {
            IsSubtype = element.XsiType is not null,
        };
}
