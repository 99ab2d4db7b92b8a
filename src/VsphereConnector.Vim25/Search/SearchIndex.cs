using VsphereConnector.Vim25.Soap;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Search;

/// <summary>Looks objects up (vSphere's <c>SearchIndex</c>). Every method returns null, or an empty list, where nothing is found.</summary>
public sealed class SearchIndex
{
    private readonly VimClient _client;

    internal SearchIndex(VimClient client) => _client = client;

    /// <summary>Finds a virtual machine or host by UUID (<c>FindByUuid</c>).</summary>
    /// <param name="uuid">The UUID with dashes.</param>
    /// <param name="vmSearch">Virtual machines; false for hosts.</param>
    /// <param name="instanceUuid">It is vCenter's instance UUID, unique in one vCenter; false for the BIOS UUID, which clones may share.</param>
    /// <param name="datacenter">Only there; null for everywhere.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    public Task<ManagedObjectReference?> FindByUuidAsync(
        string uuid, bool vmSearch = true, bool instanceUuid = true, ManagedObjectReference? datacenter = null, CancellationToken cancellationToken = default) =>
        FindAsync("FindByUuid", ByUuid(uuid, vmSearch, instanceUuid, datacenter), cancellationToken);

    /// <summary>Finds all virtual machines or hosts of a UUID (<c>FindAllByUuid</c>).</summary>
    /// <param name="uuid">The UUID with dashes.</param>
    /// <param name="vmSearch">Virtual machines; false for hosts.</param>
    /// <param name="instanceUuid">It is vCenter's instance UUID; false for the BIOS UUID.</param>
    /// <param name="datacenter">Only there; null for everywhere.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    public async Task<IReadOnlyList<ManagedObjectReference>> FindAllByUuidAsync(
        string uuid, bool vmSearch = true, bool instanceUuid = true, ManagedObjectReference? datacenter = null, CancellationToken cancellationToken = default)
    {
        var found = await InvokeAsync("FindAllByUuid", ByUuid(uuid, vmSearch, instanceUuid, datacenter), cancellationToken).ConfigureAwait(false);
        return [.. found.AsList().Select(entry => entry.AsReference()).OfType<ManagedObjectReference>()];
    }

    /// <summary>Finds an object by its place, such as <c>DC0/vm/folder/name</c> (<c>FindByInventoryPath</c>); a slash in a name is <c>%2f</c>.</summary>
    public Task<ManagedObjectReference?> FindByInventoryPathAsync(string inventoryPath, CancellationToken cancellationToken = default) =>
        FindAsync("FindByInventoryPath", arguments => arguments.Write("inventoryPath", inventoryPath), cancellationToken);

    /// <summary>Finds a virtual machine by the address that Tools report, or a host by its own (<c>FindByIp</c>).</summary>
    public Task<ManagedObjectReference?> FindByIpAsync(
        string ip, bool vmSearch = true, ManagedObjectReference? datacenter = null, CancellationToken cancellationToken = default) =>
        FindAsync(
            "FindByIp",
            arguments =>
            {
                arguments.Write("datacenter", datacenter);
                arguments.Write("ip", ip);
                arguments.Write("vmSearch", vmSearch);
            },
            cancellationToken);

    /// <summary>Finds a virtual machine by the name that Tools report, or a host by its own (<c>FindByDnsName</c>).</summary>
    public Task<ManagedObjectReference?> FindByDnsNameAsync(
        string dnsName, bool vmSearch = true, ManagedObjectReference? datacenter = null, CancellationToken cancellationToken = default) =>
        FindAsync(
            "FindByDnsName",
            arguments =>
            {
                arguments.Write("datacenter", datacenter);
                arguments.Write("dnsName", dnsName);
                arguments.Write("vmSearch", vmSearch);
            },
            cancellationToken);

    /// <summary>Finds a child of a folder, datacenter or resource pool by name (<c>FindChild</c>).</summary>
    public Task<ManagedObjectReference?> FindChildAsync(ManagedObjectReference entity, string name, CancellationToken cancellationToken = default) =>
        FindAsync(
            "FindChild",
            arguments =>
            {
                arguments.Write("entity", entity);
                arguments.Write("name", name);
            },
            cancellationToken);

    private static Action<VimWriter> ByUuid(string uuid, bool vmSearch, bool instanceUuid, ManagedObjectReference? datacenter) => arguments =>
    {
        arguments.Write("datacenter", datacenter);
        arguments.Write("uuid", uuid);
        arguments.Write("vmSearch", vmSearch);
        arguments.Write("instanceUuid", instanceUuid);
    };

    private async Task<ManagedObjectReference?> FindAsync(string method, Action<VimWriter> arguments, CancellationToken cancellationToken) =>
        (await InvokeAsync(method, arguments, cancellationToken).ConfigureAwait(false)).AsReference();

    private Task<VimValue> InvokeAsync(string method, Action<VimWriter> arguments, CancellationToken cancellationToken) =>
        _client.InvokeAsync(_client.Require(_client.ServiceContent.SearchIndex, "SearchIndex"), method, arguments, cancellationToken);
}
