using System.Runtime.Versioning;
using System.Security.Principal;

namespace VsphereConnector.Connector.Machines.Local;

/// <summary>By which logon the system gives a token for an account without its password.</summary>
internal enum WindowsLogonKind
{
    /// <summary>LocalService or NetworkService: LogonUser knows them.</summary>
    Service,

    /// <summary>S4U of the machine's own accounts (MSV1_0_S4U_LOGON).</summary>
    OfThisMachine,

    /// <summary>S4U of Kerberos (KERB_S4U_LOGON): its domain's controller is asked.</summary>
    OfADomain,
}

/// <summary>An account of Windows, and how it is logged on.</summary>
/// <param name="Kind">Which logon.</param>
/// <param name="Name">Without its domain, or a whole user principal name.</param>
/// <param name="Domain">Empty where the name says it.</param>
internal sealed record WindowsLogon(WindowsLogonKind Kind, string Name, string Domain)
{
    private const string System = "S-1-5-18", LocalService = "S-1-5-19", NetworkService = "S-1-5-20", Authority = "NT AUTHORITY";

    /// <summary>Null where it is the system's own account, which is this process's.</summary>
    /// <exception cref="UnknownAccountException">There is no such account.</exception>
    [SupportedOSPlatform("windows")]
    public static WindowsLogon? Find(string account)
    {
        var identifier = IdentifierOf(account);
        return Choose(account, identifier.Value, identifier.Translate(typeof(NTAccount)).Value, Environment.MachineName);
    }

    /// <summary>Of an account as people write it, with <c>.\</c> for this machine.</summary>
    /// <exception cref="UnknownAccountException">There is no such account.</exception>
    [SupportedOSPlatform("windows")]
    public static SecurityIdentifier IdentifierOf(string account)
    {
        try
        {
            var name = account.StartsWith(@".\", StringComparison.Ordinal) ? $@"{Environment.MachineName}\{account[2..]}" : account;
            return WellKnown(account) is { } wellKnown ? new(wellKnown) : (SecurityIdentifier)new NTAccount(name).Translate(typeof(SecurityIdentifier));
        }
        catch (IdentityNotMappedException)
        {
            throw new UnknownAccountException(account);
        }
    }

    /// <param name="account">As it was given.</param>
    /// <param name="identifier">Its SID.</param>
    /// <param name="fullName">As the system calls it: <c>DOMAIN\name</c>.</param>
    /// <param name="machine">The name of this machine, which is the domain of its own accounts.</param>
    internal static WindowsLogon? Choose(string account, string identifier, string fullName, string machine)
    {
        var (domain, name) = fullName.Split('\\', 2) is [var before, var after] ? (before, after) : ("", fullName);
        return identifier switch
        {
            System => null,
            LocalService => new(WindowsLogonKind.Service, nameof(LocalService), Authority),
            NetworkService => new(WindowsLogonKind.Service, nameof(NetworkService), Authority),
            _ when string.Equals(domain, machine, StringComparison.OrdinalIgnoreCase) => new(WindowsLogonKind.OfThisMachine, name, "."),
            _ when account.Contains('@') => new(WindowsLogonKind.OfADomain, account, ""),
            _ => new(WindowsLogonKind.OfADomain, name, domain),
        };
    }

    /// <summary>The SID of an account that every Windows has, by its English name, which not every Windows looks up.</summary>
    internal static string? WellKnown(string account)
    {
        var (domain, name) = account.Split('\\', 2) is [var before, var after] ? (before, after) : ("", account);
        if (domain is not ("" or ".") && !domain.Equals(Authority, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        return name.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant() switch
        {
            "SYSTEM" or "LOCALSYSTEM" => System,
            "LOCALSERVICE" => LocalService,
            "NETWORKSERVICE" => NetworkService,
            _ => null,
        };
    }
}
