using System.Collections.Concurrent;
using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Simulator.Sessions;

namespace VsphereConnector.Simulator.Authorization;

/// <summary>
/// The permissions: at most one for each user and entity. The nearest one upwards counts; where two parents give one each (folder and
/// resource pool of a virtual machine), both count.
/// </summary>
internal sealed class PermissionTable(ManagedEntity root)
{
    private readonly ConcurrentDictionary<(string User, string Entity), Permission> _permissions = new();

    public IEnumerable<Permission> All => _permissions.Values;

    public void Set(Permission permission)
    {
        var entity = permission.Entity ?? root;
        _permissions[Key(permission.User, entity)] = permission with { User = Principal.Of(permission.User), Entity = entity };
    }

    public bool Remove(string user, ManagedEntity entity) => _permissions.TryRemove(Key(user, entity), out _);

    public IEnumerable<Role> RolesOf(string user, ManagedEntity entity) => RolesOf(user, entity, inherited: false);

    /// <summary>The permissions on the entity itself, or those that reach it.</summary>
    public IEnumerable<Permission> On(ManagedEntity entity, bool inherited) => All.Where(permission =>
        permission.Entity == entity || (inherited && permission.Propagate && Above(entity).Contains(permission.Entity)));

    private IEnumerable<Role> RolesOf(string user, ManagedEntity entity, bool inherited) =>
        _permissions.TryGetValue(Key(user, entity), out var own) && (own.Propagate || !inherited)
            ? [own.Role]
            : Parents(entity).SelectMany(parent => RolesOf(user, parent, inherited: true));

    private static IEnumerable<ManagedEntity> Above(ManagedEntity entity) => Parents(entity).SelectMany(parent => Above(parent).Prepend(parent));

    private static IEnumerable<ManagedEntity> Parents(ManagedEntity entity)
    {
        if (entity.Parent is { } parent)
            yield return parent;
        if (entity is VirtualMachine { Host.Parent: ClusterComputeResource cluster })
            yield return cluster.ResourcePool;
    }

    private static (string User, string Entity) Key(string user, ManagedEntity entity) => (Principal.Of(user).ToUpperInvariant(), entity.Reference.Id);
}
