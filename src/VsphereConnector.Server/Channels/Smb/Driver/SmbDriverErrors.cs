using VsphereConnector.Contracts.Installation;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Server.Channels.Smb.Driver;

/// <summary>Why SMB does not lead to a connector, and what an error of SMB means for the driver.</summary>
internal static class SmbDriverErrors
{
    /// <summary>The code for machines that SMB is not for.</summary>
    public const string OtherSystem = "smb-other-system";

    public static DriverException Of(SmbException exception) => new(FaultOf(exception.Fault), exception.Error, exception);

    public static OperationError NotBySmb(string name) => new(
        OtherSystem, $"{name} is not reached by SMB.", "SMB leads to Windows machines, SSH to Linux and Unix. A registered endpoint says which of them leads to it.");

    public static OperationError NoAddress(string name) => new(
        "smb-no-address", $"No address of {name} is known.", "Start the machine: VMware Tools tell vCenter its address.");

    public static OperationError NoLogon(string name) => new(
        "smb-no-logon", $"No logon for {name} by SMB is known.", "Store a credential of the kind Smb whose scope holds this machine.");

    public static DriverException AnotherConnector(SmbTarget target, string name, string hostName) => new(DriverFault.Permanent, new(
        "smb-another-machine", $"{target.Address} is not {name}: the connector of {hostName} answers there. Nothing was asked of it.",
        $"See the address of {name}; where it is a copy of that machine, install its connector anew."));

    /// <summary>The program was to be started and has left no trace.</summary>
    public static DriverException NotStarted(SmbTarget target, string program) => new(DriverFault.Passing, new(
        "smb-connector-not-started", $"'{program}' at {target.Address} did not start.",
        "See that it is there, the System event log of that machine (Service Control Manager), and whether protection software holds it back."));

    public static DriverException Ended(SmbTarget target, InstallSpool? spool) => new(DriverFault.Passing, new(
        "smb-connector-not-running",
        spool is null ? $"What was started at {target.Address} has vanished." : $"The connector at {target.Address} was not reached: {spool.LastLine}",
        "See 'vlinkprocess status' and log\\vlink.log in the connector's folder there."));

    public static DriverException Unreadable(SmbTarget target) => new(DriverFault.Passing, new(
        "smb-messages-damaged", $"What the connector at {target.Address} has written cannot be read.", "Look for a failing disk there; upgrade the connector where it is much newer than this server."));

    private static DriverFault FaultOf(SmbFault fault) => fault
        is SmbFault.BadTarget or SmbFault.ClientUnusable or SmbFault.DialectRefused or SmbFault.ProtectionRefused or SmbFault.LogonRefused or SmbFault.AccountLocked
        or SmbFault.AccountDisabled or SmbFault.AccountExpired or SmbFault.LogonRestricted or SmbFault.NotAdministrator or SmbFault.ShareMissing
            ? DriverFault.Permanent
            : DriverFault.Passing;
}
