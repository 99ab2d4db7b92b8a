using System.Collections.Concurrent;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Vim25;

namespace VsphereConnector.Server.Plugin.Authorization;

/// <summary>Knows in which vCenters the plug-in's privileges exist; asked anew after a minute, since the plug-in may have been registered.</summary>
internal sealed class PrivilegeRegistry(TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<VCenter, (bool Registered, DateTimeOffset At)> _known = new();

    /// <exception cref="VimException">vCenter does not answer.</exception>
    public async Task<bool> HasPluginPrivilegesAsync(VCenter vCenter, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_known.TryGetValue(vCenter, out var known) && known.At + Fresh > now)
        {
            return known.Registered;
        }

        var registered = await ReadAsync(await vCenter.ConnectAsync(cancellationToken), cancellationToken);
        _known[vCenter] = (registered, now);
        return registered;
    }

    private static async Task<bool> ReadAsync(VimClient client, CancellationToken cancellationToken)
    {
        if (client.ServiceContent.AuthorizationManager is not { } manager)
        {
            return false;
        }

        var content = await client.PropertyCollector.RetrieveAsync(manager, ["privilegeList"], cancellationToken);
        var privileges = content.GetList("privilegeList").Select(privilege => privilege.AsObject()?.GetString("privId")).ToHashSet(StringComparer.Ordinal);
        return PluginPrivilege.All.All(privileges.Contains);
    }
}
