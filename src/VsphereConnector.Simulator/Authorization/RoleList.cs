using System.Collections.Concurrent;
using VsphereConnector.Simulator.Faults;

namespace VsphereConnector.Simulator.Authorization;

/// <summary>The roles by their numbers. Those of the system have vCenter's own: -1 administrator, -2 read-only, -5 no access.</summary>
internal sealed class RoleList
{
    private readonly ConcurrentDictionary<int, Role> _byId = new()
    {
        [-1] = Role.Administrator, [-2] = Role.ReadOnly, [-5] = Role.NoAccess, [101] = Role.ConnectorOperator, [102] = Role.ConnectorViewer,
    };

    private int _lastId = 1000;

    public IEnumerable<(int Id, Role Role)> Numbered => _byId.OrderBy(entry => entry.Key).Select(entry => (entry.Key, entry.Value));

    public int Add(Role role)
    {
        if (_byId.Values.Any(known => known.Name == role.Name))
            throw Fault.AlreadyExists(role.Name);
        return Number(role);
    }

    public Role Get(int? id) => id is { } known && _byId.TryGetValue(known, out var role) ? role : throw Fault.NotFound($"There is no role {id}.");

    /// <summary>The number of a role; one that a test made gets its number when it is first shown.</summary>
    public int IdOf(Role role) => Numbered.Where(entry => entry.Role == role).Select(entry => (int?)entry.Id).FirstOrDefault() ?? Number(role);

    private int Number(Role role)
    {
        var id = Interlocked.Increment(ref _lastId);
        _byId[id] = role;
        return id;
    }
}
