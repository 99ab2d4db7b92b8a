using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Properties;

/// <summary>Makes views of the inventory (vSphere's <c>ViewManager</c>).</summary>
public sealed class ViewManager
{
    private readonly VimClient _client;

    internal ViewManager(VimClient client) => _client = client;

    /// <summary>Makes a view of all objects of some types below a container (<c>CreateContainerView</c>).</summary>
    /// <param name="container">A folder, datacenter, cluster, host or resource pool.</param>
    /// <param name="types">The types; empty for all.</param>
    /// <param name="recursive">Look into containers in the container.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    public async Task<ContainerView> CreateContainerViewAsync(
        ManagedObjectReference container, IReadOnlyList<string> types, bool recursive = true, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(types);
        var self = _client.Require(_client.ServiceContent.ViewManager, "ViewManager");
        var view = await _client.InvokeAsync(
            self,
            "CreateContainerView",
            arguments =>
            {
                arguments.Write("container", container);
                arguments.Write("type", types);
                arguments.Write("recursive", recursive);
            },
            cancellationToken).ConfigureAwait(false);
        return new ContainerView(_client, view.AsReference() ?? throw new VimProtocolException("CreateContainerView gave no view."));
    }

    /// <summary>Makes a view of objects that are named one by one (<c>CreateListView</c>).</summary>
    /// <param name="objects">The first ones; those that do not exist are left out.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    public async Task<ListView> CreateListViewAsync(IReadOnlyList<ManagedObjectReference> objects, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(objects);
        var self = _client.Require(_client.ServiceContent.ViewManager, "ViewManager");
        var view = await _client
            .InvokeAsync(self, "CreateListView", arguments => arguments.Write("obj", objects), cancellationToken)
            .ConfigureAwait(false);
        return new ListView(_client, view.AsReference() ?? throw new VimProtocolException("CreateListView gave no view."));
    }
}

/// <summary>A view of the inventory; disposing it destroys it on the server (<c>DestroyView</c>).</summary>
public sealed class ContainerView : IAsyncDisposable
{
    private readonly VimClient _client;

    internal ContainerView(VimClient client, ManagedObjectReference reference) => (_client, Reference) = (client, reference);

    /// <summary>The view's reference.</summary>
    public ManagedObjectReference Reference { get; }

    /// <summary>Reads properties of the view's objects of one type.</summary>
    /// <param name="type">The type, such as <c>VirtualMachine</c>.</param>
    /// <param name="paths">The properties' paths.</param>
    /// <param name="maxObjects">The most objects a page; null leaves it to the server.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    public IAsyncEnumerable<ObjectContent> RetrieveAsync(
        string type, IReadOnlyList<string> paths, int? maxObjects = null, CancellationToken cancellationToken = default) =>
        _client.PropertyCollector.RetrievePropertiesExAsync([PropertyFilterSpec.ForView(Reference, type, paths)], maxObjects, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => new(_client.ReleaseAsync(Reference, "DestroyView"));
}
