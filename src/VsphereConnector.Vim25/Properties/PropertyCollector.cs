using System.Runtime.CompilerServices;
using VsphereConnector.Vim25.Faults;
using VsphereConnector.Vim25.Soap;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Properties;

/// <summary>Reads properties of objects and waits for their changes (vSphere's <c>PropertyCollector</c>).</summary>
public sealed class PropertyCollector
{
    private readonly VimClient _client;
    private readonly ManagedObjectReference? _self;

    internal PropertyCollector(VimClient client, ManagedObjectReference? self = null) => (_client, _self) = (client, self);

    private ManagedObjectReference Self => _self ?? _client.ServiceContent.PropertyCollector;

    /// <summary>
    /// Reads properties, object by object as they come in, page by page (<c>RetrievePropertiesEx</c>, <c>ContinueRetrievePropertiesEx</c>).
    /// Leaving the loop early tells the server to forget the remaining pages.
    /// </summary>
    /// <param name="specSet">Which properties of which objects.</param>
    /// <param name="maxObjects">The most objects a page; null leaves it to the server.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="VimFaultException">For example <see cref="InvalidProperty"/>, <see cref="ManagedObjectNotFound"/>.</exception>
    public async IAsyncEnumerable<ObjectContent> RetrievePropertiesExAsync(
        IReadOnlyList<PropertyFilterSpec> specSet, int? maxObjects = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(specSet);
        var request = new SoapRequest(Self, "RetrievePropertiesEx", arguments =>
        {
            foreach (var spec in specSet)
                arguments.WriteObject("specSet", null, spec.WriteTo);
            arguments.WriteObject("options", null, options => options.Write("maxObjects", maxObjects));
        });

        RetrieveResultReader? page = null;
        try
        {
            while (true)
            {
                page = new RetrieveResultReader(await _client.SendAsync(request, cancellationToken).ConfigureAwait(false));
                using (page)
                {
                    while (await page.NextAsync().ConfigureAwait(false) is { } content)
                        yield return content;
                }

                if (page.Token is not { } token)
                    yield break;
                request = new SoapRequest(Self, "ContinueRetrievePropertiesEx", arguments => arguments.Write("token", token));
            }
        }
        finally
        {
            if (page is { Token: { } token })
                await _client.ReleaseAsync(Self, "CancelRetrievePropertiesEx", arguments => arguments.Write("token", token)).ConfigureAwait(false);
        }
    }

    /// <summary>Reads properties of one object.</summary>
    /// <param name="obj">The object.</param>
    /// <param name="paths">The properties' paths.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="VimFaultException"><see cref="ManagedObjectNotFound"/>: it does not exist.</exception>
    public async Task<ObjectContent> RetrieveAsync(ManagedObjectReference obj, IReadOnlyList<string> paths, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(obj);
        await foreach (var content in RetrievePropertiesExAsync([PropertyFilterSpec.ForObjects([obj], paths)], null, cancellationToken).ConfigureAwait(false))
            return content;
        return new ObjectContent(obj, [], []);
    }

    /// <summary>Makes a filter whose changes <see cref="WaitForUpdatesExAsync"/> reports (<c>CreateFilter</c>).</summary>
    /// <param name="spec">Which properties of which objects.</param>
    /// <param name="partialUpdates">Report changes inside a property one by one, instead of the whole property.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    public async Task<PropertyFilter> CreateFilterAsync(PropertyFilterSpec spec, bool partialUpdates = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var filter = await _client.InvokeAsync(
            Self,
            "CreateFilter",
            arguments =>
            {
                arguments.WriteObject("spec", null, spec.WriteTo);
                arguments.Write("partialUpdates", partialUpdates);
            },
            cancellationToken).ConfigureAwait(false);
        return new PropertyFilter(_client, filter.AsReference() ?? throw new VimProtocolException("CreateFilter gave no filter."));
    }

    /// <summary>Waits for changes of this collector's filters (<c>WaitForUpdatesEx</c>).</summary>
    /// <param name="version">The version of the last update set; empty for the state as it is.</param>
    /// <param name="maxWait">How long the server waits for a change; whole seconds, at least one. Keep it below 30 minutes.</param>
    /// <param name="maxObjectUpdates">The most objects an update set; null leaves it to the server.</param>
    /// <param name="cancellationToken">Gives the wait up.</param>
    /// <returns>The changes; null if there were none in that time.</returns>
    public async Task<UpdateSet?> WaitForUpdatesExAsync(
        string version, TimeSpan maxWait, int? maxObjectUpdates = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxWait, TimeSpan.Zero);
        var request = new SoapRequest(Self, "WaitForUpdatesEx", arguments =>
        {
            arguments.Write("version", version);
            arguments.WriteObject("options", null, options =>
            {
                options.Write("maxWaitSeconds", (long)Math.Ceiling(maxWait.TotalSeconds));
                options.Write("maxObjectUpdates", maxObjectUpdates);
            });
        })
        {
            ServerWait = maxWait,
        };
        var set = await _client.CallAsync(request, cancellationToken).ConfigureAwait(false);
        return set.AsObject() is { } updates ? UpdateSet.From(updates) : null;
    }

    /// <summary>Ends waiting calls on this collector with <see cref="RequestCanceled"/> (<c>CancelWaitForUpdates</c>).</summary>
    public Task CancelWaitForUpdatesAsync(CancellationToken cancellationToken = default) =>
        _client.InvokeAsync(Self, "CancelWaitForUpdates", null, cancellationToken);

    /// <summary>
    /// Follows properties: first the state as it is, then every change. The server's collector for it is made here, so that several
    /// can run in one session, and is destroyed when the loop ends.
    /// </summary>
    /// <param name="specSet">Which properties of which objects.</param>
    /// <param name="maxWait">How long one call waits for a change; null for five minutes.</param>
    /// <param name="maxObjectUpdates">The most objects an update set; null leaves it to the server.</param>
    /// <param name="cancellationToken">Ends the loop.</param>
    /// <exception cref="VimFaultException"><see cref="ManagedObjectNotFound"/>: the session was renewed; start again.</exception>
    public async IAsyncEnumerable<UpdateSet> WatchAsync(
        IReadOnlyList<PropertyFilterSpec> specSet,
        TimeSpan? maxWait = null,
        int? maxObjectUpdates = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(specSet);
        var created = await _client.InvokeAsync(Self, "CreatePropertyCollector", null, cancellationToken).ConfigureAwait(false);
        var collector = new PropertyCollector(_client, created.AsReference() ?? throw new VimProtocolException("CreatePropertyCollector gave no collector."));
        try
        {
            foreach (var spec in specSet)
                await collector.CreateFilterAsync(spec, partialUpdates: false, cancellationToken).ConfigureAwait(false);
            var version = "";
            while (true)
            {
                var updates = await collector.WaitForUpdatesExAsync(version, maxWait ?? TimeSpan.FromMinutes(5), maxObjectUpdates, cancellationToken).ConfigureAwait(false);
                if (updates is null)
                    continue;
                version = updates.Version;
                yield return updates;
            }
        }
        finally
        {
            await _client.ReleaseAsync(collector.Self, "DestroyPropertyCollector").ConfigureAwait(false);
        }
    }
}
