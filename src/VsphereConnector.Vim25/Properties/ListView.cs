using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Properties;

/// <summary>
/// A list of objects that changes while it is followed, say tasks as they come and go; disposing it destroys it on the server
/// (<c>DestroyView</c>).
/// </summary>
public sealed class ListView : IAsyncDisposable
{
    private readonly VimClient _client;

    internal ListView(VimClient client, ManagedObjectReference reference) => (_client, Reference) = (client, reference);

    /// <summary>The view's reference.</summary>
    public ManagedObjectReference Reference { get; }

    /// <summary>Adds objects and removes others (<c>ModifyListView</c>).</summary>
    /// <returns>Those of <paramref name="add"/> that do not exist any more.</returns>
    public async Task<IReadOnlyList<ManagedObjectReference>> ModifyAsync(
        IReadOnlyList<ManagedObjectReference> add, IReadOnlyList<ManagedObjectReference> remove, CancellationToken cancellationToken = default)
    {
        var unresolved = await _client.InvokeAsync(
            Reference,
            "ModifyListView",
            arguments =>
            {
                arguments.Write("add", add);
                arguments.Write("remove", remove);
            },
            cancellationToken).ConfigureAwait(false);
        return [.. unresolved.AsList().Select(entry => entry.AsReference()).OfType<ManagedObjectReference>()];
    }

    /// <summary>Follows properties of the objects of one type, with those that are added later.</summary>
    /// <param name="type">The type, such as <c>Task</c>.</param>
    /// <param name="paths">The properties' paths.</param>
    /// <param name="maxWait">How long one call waits for a change; null for five minutes.</param>
    /// <param name="cancellationToken">Ends the loop.</param>
    public IAsyncEnumerable<UpdateSet> WatchAsync(
        string type, IReadOnlyList<string> paths, TimeSpan? maxWait = null, CancellationToken cancellationToken = default) =>
        _client.PropertyCollector.WatchAsync([PropertyFilterSpec.ForView(Reference, type, paths)], maxWait, cancellationToken: cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => new(_client.ReleaseAsync(Reference, "DestroyView"));
}
