using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Deployment;

namespace VsphereConnector.Server.Channels.Ssh;

/// <summary>Something did not work over SSH, for a reason that is known and said.</summary>
internal sealed class SshException(SshFault fault, OperationError error, Exception? inner = null) : Exception(error.Message, inner)
{
    public SshFault Fault { get; } = fault;

    public OperationError Error { get; } = error;

    /// <summary>Whether trying again may help. A refused logon is never tried again: accounts are locked by that.</summary>
    public Verdict Verdict => Fault is SshFault.NotReachable or SshFault.Refused or SshFault.TimedOut or SshFault.ConnectionLost or SshFault.SessionRefused
        ? Verdict.Retry
        : Verdict.Stop;
}

/// <summary>What can go wrong over SSH.</summary>
internal enum SshFault
{
    /// <summary>What was asked for cannot be handed to OpenSSH.</summary>
    BadTarget,

    /// <summary>OpenSSH's client is missing on this server, too old, or cannot be used.</summary>
    ClientUnusable,

    NotReachable,

    /// <summary>The machine answers, but nothing listens on the port, or what listens closes the connection at once.</summary>
    Refused,

    TimedOut,

    HostKeyUnknown,
    HostKeyChanged,

    /// <summary>The two sides have no algorithm in common.</summary>
    NotNegotiable,

    PermissionDenied,

    /// <summary>The private key on this server cannot be used.</summary>
    KeyUnusable,

    /// <summary>The connection broke; the command had not started.</summary>
    ConnectionLost,

    /// <summary>The connection broke while the command ran: nobody knows how far it came.</summary>
    OutcomeUnknown,

    /// <summary>The other side opens no further session on this connection.</summary>
    SessionRefused,

    /// <summary>The account's shell ended before it started the command.</summary>
    ShellUnusable,

    CommandTimedOut,
    CommandNotFound,
    CommandFailed,

    SudoMissing,
    SudoNotPermitted,
    SudoPasswordRequired,
    SudoPasswordRefused,
    SudoNeedsTerminal,

    FolderMissing,
    FileRefused,
    DiskFull,
    UploadDamaged,
}
