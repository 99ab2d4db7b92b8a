namespace VsphereConnector.Connector.Machines;

/// <summary>An account of a Windows machine that a service is to log on as.</summary>
internal sealed record MachineAccount
{
    /// <summary>With its domain, which for accounts of the machine is the machine's name.</summary>
    public required string Name { get; init; }

    public required AccountState State { get; init; }

    /// <summary>Whether it is in the local group of the administrators (S-1-5-32-544); null where the system does not tell.</summary>
    public required bool? IsAdministrator { get; init; }

    public required ServiceLogonRight ServiceLogon { get; init; }
}

internal enum AccountState
{
    /// <summary>The system does not tell.</summary>
    Unknown,
    Enabled,
    Disabled,
    LockedOut,
}

/// <summary>Whether an account may log on as a service; by itself, as its groups may have the right for it.</summary>
internal enum ServiceLogonRight
{
    /// <summary>The system does not tell.</summary>
    Unknown,

    /// <summary>It has not the right by itself; an installation gives it.</summary>
    None,
    Granted,

    /// <summary>It is kept from it, which counts more than any right to it.</summary>
    Denied,
}
