using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Server.Channels.Smb;

/// <summary>Something did not work over SMB, for a reason that is known and said.</summary>
internal sealed class SmbException(SmbFault fault, OperationError error) : Exception(error.Message)
{
    public SmbFault Fault { get; } = fault;

    public OperationError Error { get; } = error;

    /// <summary>Whether trying again may help. A refused logon is never tried again: accounts are locked by that.</summary>
    public bool IsPassing => Fault is SmbFault.NotReachable or SmbFault.Refused or SmbFault.TimedOut or SmbFault.ConnectionLost or SmbFault.Busy
        or SmbFault.FileInUse or SmbFault.ServiceGoing;
}

/// <summary>What can go wrong over SMB.</summary>
internal enum SmbFault
{
    /// <summary>What was asked for cannot be handed to the system's client.</summary>
    BadTarget,

    /// <summary>Samba's tools are missing on this server, or cannot be used.</summary>
    ClientUnusable,

    NotReachable,

    /// <summary>The machine answers, but nothing listens on the port.</summary>
    Refused,

    TimedOut,

    ConnectionLost,

    /// <summary>The machine has too many connections or too little memory.</summary>
    Busy,

    /// <summary>The two sides have no dialect in common that may be spoken.</summary>
    DialectRefused,

    /// <summary>The machine cannot sign or encrypt as it must.</summary>
    ProtectionRefused,

    LogonRefused,
    AccountLocked,
    AccountDisabled,

    /// <summary>The account or its password has expired, or the password must be changed first.</summary>
    AccountExpired,

    /// <summary>The account may not log on from the network, from here or at this hour.</summary>
    LogonRestricted,

    /// <summary>The account is known, but Windows gives it no administrator's rights over the network.</summary>
    NotAdministrator,

    ShareMissing,
    FolderMissing,
    FileMissing,
    FileRefused,
    FileInUse,
    DiskFull,
    UploadDamaged,

    ServiceExists,
    ServiceMissing,

    /// <summary>A service of that name is marked for deletion, and goes when what holds it ends.</summary>
    ServiceGoing,

    ServiceNotStarted,

    /// <summary>A status that none of the others names.</summary>
    Other,
}
