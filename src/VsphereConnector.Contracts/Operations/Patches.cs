namespace VsphereConnector.Contracts.Operations;

/// <summary>
/// What <see cref="OperationKind.InstallPatch"/> installs: exactly one of <see cref="Packages"/>, <see cref="Sha256"/> and
/// <see cref="AllSecurityUpdates"/>.
/// </summary>
public sealed record InstallPatchParameters
{
    /// <summary>Packages of the system's own sources, each at its newest version or the one that is named. Linux only.</summary>
    public IReadOnlyList<PatchName> Packages { get => field ?? []; init; }

    /// <summary>A file on the server, by its SHA-256 in lower-case hex.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The name of that file: its ending (.deb, .rpm, .msu, .cab, .msi) says what it is.</summary>
    public string? FileName { get; init; }

    /// <summary>All security updates that the system's sources have. Linux only.</summary>
    public bool AllSecurityUpdates { get; init; }

    /// <summary>Says what would change, and changes nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>Whether, and when, the machine may be restarted; null for never.</summary>
    public RestartWindow? Restart { get; init; }
}

/// <summary>What <see cref="OperationKind.UninstallPatch"/> takes back.</summary>
public sealed record UninstallPatchParameters
{
    /// <summary>
    /// Packages: with a version it goes back to that, without one it is removed. On Windows the number of an update (<c>KB5031234</c>) or
    /// the product code of an MSI.
    /// </summary>
    public IReadOnlyList<PatchName> Packages { get => field ?? []; init; }

    /// <summary>Says what would change, and changes nothing. Linux only.</summary>
    public bool DryRun { get; init; }

    /// <summary>Whether, and when, the machine may be restarted; null for never.</summary>
    public RestartWindow? Restart { get; init; }
}

/// <summary>A package.</summary>
/// <param name="Name">As the system's package manager calls it.</param>
/// <param name="Version">As the package manager writes it; null for the newest.</param>
public sealed record PatchName(string Name, string? Version = null);

/// <summary>When a machine may be restarted, if the patches need it.</summary>
/// <param name="From">Not before.</param>
/// <param name="To">Not after.</param>
public sealed record RestartWindow(DateTimeOffset From, DateTimeOffset To);

/// <summary>What was done, or would be.</summary>
public sealed record PatchResult
{
    /// <summary>The package manager that did it: <c>apt</c>, <c>dnf</c>, <c>yum</c>, <c>zypper</c>, <c>wusa</c>, <c>dism</c> or <c>msiexec</c>.</summary>
    public required string Manager { get; init; }

    /// <summary>Nothing was changed.</summary>
    public bool DryRun { get; init; }

    /// <summary>What is different; empty where everything was so already, or where the package manager does not tell versions.</summary>
    public IReadOnlyList<PatchChange> Changes { get => field ?? []; init; }

    /// <summary>The patches work only after a restart of the machine.</summary>
    public bool RestartNeeded { get; init; }

    /// <summary>When the machine is restarted; null where it is not.</summary>
    public DateTimeOffset? RestartAt { get; init; }

    /// <summary>What the reader should know.</summary>
    public IReadOnlyList<string> Notes { get => field ?? []; init; }
}

/// <summary>A package whose version changed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Before">Its version before; null where it was not installed.</param>
/// <param name="After">Its version after; null where it was removed.</param>
public sealed record PatchChange(string Name, string? Before, string? After);
