using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Channels.Clients;
using VsphereConnector.Server.Deployment.Logons;

namespace VsphereConnector.Server.Channels.Ssh.Driver;

/// <summary>Why SSH does not lead to a connector, and what an error of SSH means for the driver.</summary>
internal static class SshDriverErrors
{
    /// <summary>The code for machines that SSH is not for.</summary>
    public const string OtherSystem = "ssh-other-system";

    private const int NotFound = 127, NotExecutable = 126;

    public static DriverException Of(SshException exception) => new(FaultOf(exception.Fault), exception.Error, exception);

    public static DriverException NoHello(SshTarget target) => new(DriverFault.Passing, new(
        "ssh-connector-silent", $"The connector at {target.Address} did not answer.", "See 'vlink status' and log/vlink.log in its folder there."));

    public static DriverException ProgramEnded(SshTarget target, string program, SshCommandResult result) => result.ExitCode is NotFound or NotExecutable
        ? new(DriverFault.Permanent, new(
            "ssh-connector-missing", $"There is no connector at {target.Address}: '{program}' cannot be run.",
            "Install it again; where it is elsewhere, install it with that parent folder."))
        : new(DriverFault.Passing, new(
            "ssh-connector-not-running", $"The connector at {target.Address} was not reached: {OutputText.LastLine(result.Error)}",
            "See 'vlink status' and log/vlink.log in its folder there."));

    public static DriverException AnotherConnector(SshTarget target, string name, string hostName) => new(DriverFault.Permanent, new(
        "ssh-another-machine", $"{target.Address} is not {name}: the connector of {hostName} answers there. Nothing was asked of it.",
        $"See the address of {name}; where it is a copy of that machine, install its connector anew."));

    public static OperationError NoAddress(string name) => new(
        "ssh-no-address", $"No address of {name} is known.", "Start the machine: VMware Tools tell vCenter its address.");

    public static OperationError NoLogon(string name) => new(
        "ssh-no-logon", $"No logon for {name} by SSH is known.", "Store a credential of the kind Ssh whose scope holds this machine.");

    public static OperationError NotByPolicy(string name, LogonPolicy policy) => new(
        "ssh-not-by-policy", $"For {name} the {policy} does not allow a stored credential, and so no installation by SSH.", "Change the policy (PUT /api/v1/logon-policies), or register the machine.");

    public static OperationError NotForThisSystem(string name) => new(
        OtherSystem, $"{name} is not reached by SSH.", "SSH leads to Linux and Unix machines, SMB to Windows.");

    private static DriverFault FaultOf(SshFault fault) => fault
        is SshFault.BadTarget or SshFault.HostKeyUnknown or SshFault.HostKeyChanged or SshFault.NotNegotiable or SshFault.PermissionDenied
        or SshFault.KeyUnusable or SshFault.ShellUnusable or SshFault.SudoMissing or SshFault.SudoNotPermitted or SshFault.SudoPasswordRequired
        or SshFault.SudoPasswordRefused or SshFault.SudoNeedsTerminal
            ? DriverFault.Permanent
            : DriverFault.Passing;
}
