using VsphereConnector.Simulator.Guests.Files;

namespace VsphereConnector.Simulator.Guests;

/// <summary>What a guest is like when it is made: its system, its accounts, its disk.</summary>
public sealed record GuestProfile
{
    /// <summary>A Debian guest: <c>root</c> and the ordinary account <c>operator</c>, both with the password <c>guest</c>.</summary>
    public static GuestProfile Linux { get; } = new()
    {
        Family = "linuxGuest",
        GuestId = "debian12_64Guest",
        FullName = "Debian GNU/Linux 12 (64-bit)",
        Accounts =
        [
            new GuestAccount { Name = "root", Password = "guest", IsAdministrator = true },
            new GuestAccount { Name = "operator", Password = "guest" },
        ],
    };

    /// <summary>A Windows Server guest: <c>Administrator</c> and the ordinary account <c>operator</c>, both with the password <c>guest</c>.</summary>
    public static GuestProfile Windows { get; } = new()
    {
        Family = "windowsGuest",
        GuestId = "windows2019srvNext_64Guest",
        FullName = "Microsoft Windows Server 2022 (64-bit)",
        Accounts =
        [
            new GuestAccount { Name = "Administrator", Password = "guest", IsAdministrator = true },
            new GuestAccount { Name = "operator", Password = "guest" },
        ],
    };

    /// <summary><c>linuxGuest</c> or <c>windowsGuest</c>.</summary>
    public required string Family { get; init; }

    /// <summary>The vim25 guest id.</summary>
    public required string GuestId { get; init; }

    /// <summary>The name for people.</summary>
    public required string FullName { get; init; }

    /// <summary>The accounts that can log on.</summary>
    public required IReadOnlyList<GuestAccount> Accounts { get; init; }

    /// <summary><c>x64</c> or <c>arm64</c>.</summary>
    public string Architecture { get; init; } = "x64";

    /// <summary>How many bytes fit on the disk.</summary>
    public long DiskBytes { get; init; } = 40L * 1024 * 1024 * 1024;

    /// <summary>Further file systems: noexec, read-only or small ones. Their folders are made.</summary>
    public IReadOnlyList<MountOptions> Mounts { get; init; } = [];

    /// <summary>After this many wrong passwords in a row an account is locked: even the right one is refused. Null: never.</summary>
    public int? LockOutAfter { get; init; }

    /// <summary>
    /// Windows: what tools.conf says under <c>[guestoperations] allowLocalSystemImpersonationBypass</c>. False: nobody comes in as SYSTEM by an alias.
    /// </summary>
    public bool AllowsLocalSystemImpersonation { get; init; }

    internal bool IsWindows => Family == "windowsGuest";
}
