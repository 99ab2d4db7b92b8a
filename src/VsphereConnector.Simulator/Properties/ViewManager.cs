using VsphereConnector.Simulator.Faults;
using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Simulator.Soap;

namespace VsphereConnector.Simulator.Properties;

/// <summary>Makes container views and list views.</summary>
internal sealed class ViewManager(ObjectRegistry objects, ChangeFeed changes) : ManagedObject("ViewManager", "ViewManager")
{
    private int _lastId;

    internal override PropertyTable Properties => Table;

    private static PropertyTable<ViewManager> Table { get; } = new("ViewManager");

    public void AddTo(MethodTable methods)
    {
        methods.Add("CreateContainerView", CreateContainerView);
        methods.Add("CreateListView", CreateListView);
        methods.Add("ModifyListView", call => Modify(call.On<ListView>(), call.Arguments));
        methods.Add("ResetListView", ResetListView);
        methods.Add("DestroyView", DestroyView);
    }

    private ManagedObjectReference CreateContainerView(SoapCall call)
    {
        var container = objects.Get<ManagedEntity>(call.Arguments, "container");
        var types = call.Arguments.Strings("type");
        if (types.FirstOrDefault(type => objects.Types.Find(type) is null) is { } unknown)
            throw Fault.InvalidType(unknown);
        return Keep(call, new ContainerView(NewId(call), container, types, call.Arguments.Bool("recursive")));
    }

    private ManagedObjectReference CreateListView(SoapCall call)
    {
        var view = new ListView(NewId(call), objects);
        view.Modify(call.Arguments.All("obj").Select(element => element.AsReference()), []);
        return Keep(call, view);
    }

    private ValueArray Modify(ListView view, SoapElement arguments)
    {
        var unresolved = view.Modify(
            arguments.All("add").Select(element => element.AsReference()),
            arguments.All("remove").Select(element => element.AsReference()));
        Changed(view);
        return ValueArray.Of(unresolved);
    }

    private ValueArray ResetListView(SoapCall call)
    {
        var view = call.On<ListView>();
        view.Clear();
        var unresolved = view.Modify(call.Arguments.All("obj").Select(element => element.AsReference()), []);
        Changed(view);
        return ValueArray.Of(unresolved);
    }

    private object? DestroyView(SoapCall call)
    {
        var view = call.On<View>();
        objects.Remove(view);
        call.Session.Owned.TryRemove(view.Reference.Id, out _);
        changes.PublishStructure();
        return null;
    }

    private void Changed(ListView view)
    {
        changes.Publish(view, "view");
        changes.PublishStructure();
    }

    private string NewId(SoapCall call) => $"session[{call.Session.Key}]view-{Interlocked.Increment(ref _lastId)}";

    private ManagedObjectReference Keep(SoapCall call, View view)
    {
        objects.Add(view);
        call.Session.Owned[view.Reference.Id] = view;
        return view.Reference;
    }
}
