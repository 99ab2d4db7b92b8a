using VsphereConnector.Simulator.Guests.Files;

namespace VsphereConnector.Simulator.Guests;

/// <summary>An account of a guest.</summary>
public sealed record GuestAccount
{
    /// <summary>What the services of a Windows guest run as; nobody logs on to it.</summary>
    internal static GuestAccount LocalSystem { get; } = new() { Name = @"NT AUTHORITY\SYSTEM", IsAdministrator = true };

    /// <summary>The account's name.</summary>
    public required string Name { get; init; }

    /// <summary>The password; null: no password lets anybody in.</summary>
    public string? Password { get; init; }

    /// <summary>Root, or a member of Administrators.</summary>
    public bool IsAdministrator { get; init; }

    /// <summary>Never shows the password.</summary>
    public override string ToString() => Name;

    internal bool MayRead(FileNode node) => May(node, 0b100);

    internal bool MayWrite(FileNode node) => May(node, 0b010);

    internal bool MayExecute(FileNode node) => IsAdministrator ? (node.Mode & 0b001_001_001) != 0 : May(node, 0b001);

    private bool May(FileNode node, int right) => IsAdministrator || ((node.Owner == Name ? node.Mode >> 6 : node.Mode) & right) == right;
}
