using System.Collections.Immutable;

namespace VsphereConnector.Simulator.Authorization;

/// <summary>A named set of privileges. One that an extension brings counts from the moment when the extension is registered.</summary>
/// <param name="Name">The name that operators see.</param>
/// <param name="Privileges">The privileges in the role, or those left out of it.</param>
/// <param name="AllBut">True where the role has every privilege but those listed.</param>
public sealed record Role(string Name, ImmutableArray<string> Privileges, bool AllBut = false)
{
    /// <summary>Every privilege there is.</summary>
    public static Role Administrator { get; } = new("Admin", [], AllBut: true);

    /// <summary>Sees everything, changes nothing.</summary>
    public static Role ReadOnly { get; } = new("ReadOnly", ["System.Anonymous", "System.Read", "System.View"]);

    /// <summary>Nothing: takes away what is inherited.</summary>
    public static Role NoAccess { get; } = new("NoAccess", []);

    /// <summary>Works with connectors, but neither removes nor configures them, and administers nothing.</summary>
    public static Role ConnectorOperator { get; } = new(
        "ConnectorOperator",
        [
            "Authorization.ModifyPermissions", "Authorization.ModifyRoles", "Extension.Register", "Extension.Unregister", "Extension.Update",
            "Sessions.TerminateSession", "VirtualMachine.GuestOperations.ModifyAliases", "VirtualMachine.Inventory.Delete",
            "VsphereConnector.Administer", "VsphereConnector.Configure", "VsphereConnector.Uninstall",
        ],
        AllBut: true);

    /// <summary>Read-only, and sees the connectors.</summary>
    public static Role ConnectorViewer { get; } = new("ConnectorViewer", [.. ReadOnly.Privileges, "VsphereConnector.View"]);

    internal bool Holds(string privilege) => AllBut != Privileges.Contains(privilege, StringComparer.Ordinal);
}
