using VsphereConnector.Simulator.Faults;
using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Simulator.Sessions;
using VsphereConnector.Simulator.Soap;

namespace VsphereConnector.Simulator.Properties;

/// <summary>The methods of the property collector.</summary>
internal sealed class PropertyMethods(ObjectRegistry objects, ChangeFeed changes, TimeProvider time)
{
    private int _lastId;

    public void AddTo(MethodTable methods)
    {
        methods.Add("RetrievePropertiesEx", RetrievePropertiesEx, anonymous: true);
        methods.Add("RetrieveProperties", RetrieveProperties, anonymous: true);
        methods.Add("ContinueRetrievePropertiesEx", call => Collector(call).Continued.Continue(call.Arguments.RequiredString("token")));
        methods.Add("CancelRetrievePropertiesEx", CancelRetrievePropertiesEx);
        methods.Add("CreateFilter", CreateFilter);
        methods.Add("DestroyPropertyFilter", DestroyPropertyFilter);
        methods.AddAsync("WaitForUpdatesEx", WaitForUpdatesExAsync);
        methods.AddAsync("WaitForUpdates", call => WaitAsync(call, int.MaxValue, null));
        methods.AddAsync("CheckForUpdates", call => WaitAsync(call, int.MaxValue, TimeSpan.Zero));
        methods.Add("CancelWaitForUpdates", CancelWaitForUpdates);
        methods.Add("CreatePropertyCollector", CreatePropertyCollector);
        methods.Add("DestroyPropertyCollector", DestroyPropertyCollector);
    }

    private static PropertyCollector Collector(SoapCall call) => call.On<PropertyCollector>();

    private DataObject? RetrievePropertiesEx(SoapCall call)
    {
        var maximum = call.Arguments.Required("options").Int("maxObjects") ?? int.MaxValue;
        if (maximum <= 0)
            throw Fault.InvalidArgument("options.maxObjects", "maxObjects must be positive.");
        return Collector(call).Continued.Start(new Retrieval(Select(call), maximum, call.Caller));
    }

    private ValueArray RetrieveProperties(SoapCall call) =>
        new("ObjectContent", new Retrieval(Select(call), int.MaxValue, call.Caller).NextPage());

    private List<(ManagedObject Target, string[] Paths)> Select(SoapCall call)
    {
        var selected = call.Arguments.All("specSet").Select(spec => PropertyFilterSpec.Read(spec, objects))
            .SelectMany(spec => spec.SelectObjects(objects).Select(target => (Target: target, Paths: spec.Paths(target)!)))
            .ToList();
        if (call.Caller is null && selected.Exists(s => s.Target is not (ServiceInstance or SessionManager)))
            throw Fault.NotAuthenticated(call.Target.Reference);
        return selected;
    }

    private static object? CancelRetrievePropertiesEx(SoapCall call)
    {
        Collector(call).Continued.Cancel(call.Arguments.RequiredString("token"));
        return null;
    }

    private ManagedObjectReference CreateFilter(SoapCall call)
    {
        var spec = PropertyFilterSpec.Read(call.Arguments.Required("spec"), objects);
        var id = $"session[{call.Session.Key}]filter-{Interlocked.Increment(ref _lastId)}";
        var filter = objects.Add(new PropertyFilter(id, spec, Collector(call)));
        call.Session.Owned[id] = filter;
        filter.Collector.Add(filter);
        return filter.Reference;
    }

    private object? DestroyPropertyFilter(SoapCall call)
    {
        var filter = call.On<PropertyFilter>();
        filter.Collector.Remove(filter);
        objects.Remove(filter);
        call.Session.Owned.TryRemove(filter.Reference.Id, out _);
        return null;
    }

    private static Task<object?> WaitForUpdatesExAsync(SoapCall call)
    {
        var options = call.Arguments.Find("options");
        var maximum = options?.Int("maxObjectUpdates") ?? int.MaxValue;
        var seconds = options?.Int("maxWaitSeconds");
        if (maximum <= 0 || seconds < 0)
            throw Fault.InvalidArgument("options", "maxObjectUpdates must be positive, maxWaitSeconds not negative.");
        return WaitAsync(call, maximum, seconds is { } s ? TimeSpan.FromSeconds(s) : null);
    }

    private static async Task<object?> WaitAsync(SoapCall call, int maximum, TimeSpan? wait) =>
        await Collector(call).WaitAsync(call.Arguments.String("version") ?? "", maximum, wait, call.Session, call.Cancellation);

    private static object? CancelWaitForUpdates(SoapCall call)
    {
        Collector(call).CancelWait();
        return null;
    }

    private ManagedObjectReference CreatePropertyCollector(SoapCall call)
    {
        var id = $"session[{call.Session.Key}]collector-{Interlocked.Increment(ref _lastId)}";
        var collector = objects.Add(new PropertyCollector(id, objects, changes, time));
        call.Session.Owned[id] = collector;
        return collector.Reference;
    }

    private object? DestroyPropertyCollector(SoapCall call)
    {
        var collector = Collector(call);
        objects.Remove(collector);
        call.Session.Owned.TryRemove(collector.Reference.Id, out _);
        collector.Dispose();
        return null;
    }
}
