using VsphereConnector.Contracts.Operations;
using VsphereConnector.Vim25;
using VsphereConnector.Vim25.Faults;
using VsphereConnector.Vim25.Guest;
using VsphereConnector.Vim25.SingleSignOn;
using VsphereConnector.Vim25.Trust;

namespace VsphereConnector.Server.Deployment;

/// <summary>What an error of vCenter or of a guest means for an installation; decided by its type, never by its text.</summary>
internal static class FaultClassifier
{
    // VIX errors that hostd passes on as a SystemError: Tools went down during the call, or a failure it could not name.
    private const int ToolsNotRunning = 3016;
    private const int Unspecific = 1;

    public static Obstacle Classify(VimException exception, string name) => exception switch
    {
        VimFaultException { Fault: var fault } => Classify(fault, name),
        CertificateNotTrustedException => Stop("certificate-not-trusted", exception.Message, "Compare the certificate's thumbprint with the one that is configured or that vCenter shows."),
        SecurityTokenException { IsRefusedLogon: true } => Stop("service-account-refused", exception.Message, "Check the vCenter's user name and password file; a changed file is read at once."),
        SecurityTokenException => Retry("token-not-issued", exception.Message, "See the security token service of vCenter."),
        NotSupportedByServerException => Stop("not-supported-by-vcenter", exception.Message, "Use a vCenter that has it."),
        GuestFileTransferException => Retry("transfer-failed", exception.Message, "See that the ESXi host can be reached on port 443 from this server."),
        _ => Retry("vcenter-unreachable", exception.Message, "See that vCenter and the ESXi host can be reached on port 443 from this server."),
    };

    private static Obstacle Classify(MethodFault fault, string name) => fault switch
    {
        InvalidGuestLogin => Stop("guest-logon-refused", $"The guest '{name}' refused the logon.", "Check user name and password."),
        NotAuthenticated or InvalidLogin => Stop("vcenter-logon-refused", "vCenter refused the logon of this server.", "Check user name and password file of the vCenter; a changed file is read at once."),
        NoPermission missing => Stop("vcenter-privilege-missing", $"The account of this server lacks {missing.PrivilegeId ?? "a privilege"} on '{name}'.", "Give it the privileges VirtualMachine.GuestOperations.Query, Modify and Execute there."),
        InvalidPowerState => Stop(DeploymentErrors.PoweredOff(name, "not powered on")),
        ManagedObjectNotFound => Stop(DeploymentErrors.NoLongerThere(name)),
        GuestComponentsOutOfDate => Stop("tools-out-of-date", $"VMware Tools in '{name}' are too old for guest operations.", "Update VMware Tools in the guest."),
        GuestOperationsUnavailable => Wait(DeploymentErrors.NotReady(name)),
        TooManyGuestLogons => Retry("guest-logons-exhausted", $"'{name}' has too many guest sessions open.", "They end by themselves after a while."),
        GuestPermissionDenied => Stop("guest-account-not-permitted", $"The guest account may not do this in '{name}'.", "Use root, or another account with its rights."),
        OperationDisabledByGuest => Stop("guest-operations-disabled", $"Guest operations are switched off in '{name}'.", "Switch them on in the guest's tools.conf, section [guestoperations]."),
        OperationNotSupportedByGuest => Stop("guest-operations-unsupported", $"The system of '{name}' does not know this guest operation.", "Install another way, such as SSH."),
        GuestMultipleMappings => Stop("guest-alias-ambiguous", $"Several guest accounts of '{name}' fit the token.", "Name the account."),
        NoDiskSpace => Stop("guest-disk-full", $"There is not enough room in '{name}'.", "Free some space in the guest and submit the installation again."),
        FileFault file => Stop("guest-file-refused", $"'{name}' refused {file.File ?? "a file"}: {fault}.", "See the rights of the temp folder in the guest."),
        InvalidArgument argument => Stop("guest-argument-refused", $"'{name}' refused an argument ({argument.InvalidProperty ?? "unnamed"}).", "Compare temp folder and paths in the request with the guest."),
        InvalidState or TaskInProgress or HostCommunication => Retry("vm-busy", $"'{name}' or its host is busy or not connected: {fault.TypeName}.", "See its tasks and its host in vCenter."),
        SystemError { VixErrorCodes: (ToolsNotRunning, 0) or (Unspecific, 0) } => Wait(DeploymentErrors.NotReady(name)),
        _ => Stop("vcenter-fault", $"vCenter refused an operation on '{name}': {fault}.", "Look the fault up in vCenter's own log."),
    };

    private static Obstacle Wait(OperationError error) => new(Verdict.Wait, error);

    private static Obstacle Retry(OperationError error) => new(Verdict.Retry, error);

    private static Obstacle Retry(string code, string message, string remedy) => Retry(new OperationError(code, message, remedy));

    private static Obstacle Stop(OperationError error) => new(Verdict.Stop, error);

    private static Obstacle Stop(string code, string message, string remedy) => Stop(new OperationError(code, message, remedy));
}
