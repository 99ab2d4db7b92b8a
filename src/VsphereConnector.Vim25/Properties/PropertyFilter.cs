using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Properties;

/// <summary>A filter of a property collector; disposing it destroys it on the server (<c>DestroyPropertyFilter</c>).</summary>
public sealed class PropertyFilter : IAsyncDisposable
{
    private readonly VimClient _client;

    internal PropertyFilter(VimClient client, ManagedObjectReference reference) => (_client, Reference) = (client, reference);

    /// <summary>The filter's reference.</summary>
    public ManagedObjectReference Reference { get; }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => new(_client.ReleaseAsync(Reference, "DestroyPropertyFilter"));
}
