using VsphereConnector.Simulator.Inventory;

namespace VsphereConnector.Simulator.Authorization;

/// <summary>What a user may do on an entity and, unless it does not propagate, below it.</summary>
/// <param name="User">The user, such as <c>operator@vsphere.local</c>.</param>
/// <param name="Role">The user's role there.</param>
/// <param name="Entity">The entity; null is the root folder.</param>
/// <param name="Propagate">Whether it holds for the entities below too.</param>
public sealed record Permission(string User, Role Role, ManagedEntity? Entity = null, bool Propagate = true);
