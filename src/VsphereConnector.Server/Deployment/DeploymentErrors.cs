using VsphereConnector.Contracts.Installation;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Credentials;
using VsphereConnector.Server.Deployment.Logons;

namespace VsphereConnector.Server.Deployment;

/// <summary>Everything that an installation can fail with, in the words of the person who can help.</summary>
internal static class DeploymentErrors
{
    public static OperationError PoweredOff(string name, string state) => new(
        "vm-powered-off", $"'{name}' is {state}.", "Power the VM on and submit the installation again.");

    public static OperationError Template(string name) => new(
        "vm-is-template", $"'{name}' is a template.", "Deploy a VM from it and install into that one.");

    public static OperationError Disconnected(string name, string state) => new(
        "vm-not-reachable", $"'{name}' is {state} in vCenter.", "Bring its ESXi host back into vCenter.");

    public static OperationError ToolsNotInstalled(string name) => new(
        "tools-not-installed", $"VMware Tools are not installed in '{name}'.",
        "Install open-vm-tools or VMware Tools in the guest, or register the machine to be reached by SSH or SMB.");

    public static OperationError ToolsNotRunning(string name) => new(
        "tools-not-running", $"VMware Tools do not run in '{name}'.", "Start the Tools service (vmtoolsd, VGAuthService) in the guest.");

    public static OperationError NotReady(string name) => new(
        "guest-operations-not-ready", $"VMware Tools run in '{name}', but guest operations are not ready.",
        "Wait for the guest to finish its start; see that VGAuthService runs there.");

    public static OperationError LogonMissing(string? name) => name is null
        ? new("guest-logon-missing", "No logon for the guest was given.", "Give a user name and a password, or the name of a stored credential or a configured guest logon.")
        : new("guest-logon-unknown", $"There is no guest logon named '{name}'.", "Name a stored credential for guests ('credentials list'), or one that is configured under GuestLogons.");

    public static OperationError LogonNotChosen(string name, LogonPolicy policy, IReadOnlyList<string> passedOver) => new(
        "guest-logon-missing",
        $"The request has no logon for '{name}', and the {policy} finds none{string.Concat(passedOver.Select(reason => $"; {reason}"))}.",
        policy.Allows(LogonStep.Ask)
            ? "Give a user name and a password, add a credential for it ('credentials add'), or a guest alias ('alias bootstrap')."
            : "Add a credential for it ('credentials add') or a guest alias ('alias bootstrap'), as its policy wants.");

    public static OperationError LogonNotAllowed(string logon, string name, LogonPolicy policy) => new(
        "guest-logon-not-allowed", $"For '{name}' the {policy} does not allow {logon}.", "Use a logon that the policy allows, or change the policy (PUT /api/v1/logon-policies).");

    public static OperationError LogonOutOfScope(Credential credential, string name) => new(
        "credential-out-of-scope", $"The credential '{credential.Name}' is not for '{name}': it is for machines {credential.Scope}.", "Name another one, or widen its scope ('credentials change').");

    public static OperationError LogonRefusedOnce(string name) => new(
        "guest-logon-refused", $"The guest '{name}' refused the logon.", "It is tried once more, as guests refuse during their start, and then no more.");

    public static OperationError AnotherAtWork(string name) => new(
        "vm-busy", $"Another operation is at work in '{name}'.", "It is tried again when that one has ended.");

    public static OperationError IdentityNotUnique(string name, string other) => new(
        "instance-uuid-not-unique", $"'{name}' has the same instance UUID as {other}: their connectors could not be told apart.",
        "Give one of them another instance UUID in vCenter, then submit the installation again.");

    public static OperationError UnsupportedGuest(string name, string family) => new(
        "guest-os-unsupported", $"'{name}' is a guest of the family '{family}', for which there is no installation by guest operations yet.",
        "Linux and Windows guests are installed this way.");

    public static OperationError RunAsPasswordUnknown(string account) => new(
        "run-as-password-unknown", $"The connector cannot run as '{account}': Windows needs the password of a service's account.",
        "Leave the account out (the connector runs as SYSTEM then), name the account of the guest logon, or a managed service account.");

    public static OperationError PathOfAnotherSystem(string path) => new(
        "folder-of-another-system", $"'{path}' is no folder of the guest's operating system.", "Install Windows and Linux guests by requests of their own, or leave the folder out.");

    public static OperationError NoProgram(string platform) => new(
        "connector-program-missing", $"The server has no connector program for {platform}.",
        "Publish it and name its file under Deployment:ConnectorPrograms.");

    public static OperationError ProgramNotUploaded(string sha256) => new(
        "package-unknown", $"The server has no package {sha256}.", "Upload the program, or leave it out to install the server's own.");

    public static OperationError ProgramOfAnotherSystem(string platform) => new(
        "program-of-another-system", $"The chosen program is not for {platform}.", "Install Windows and Linux guests by requests of their own, each with its program.");

    public static OperationError NoTempFolder(string tried, string reason) => new(
        "temp-folder-not-writable", $"No temp folder could be made in the guest (tried {tried}): {reason}",
        "Let the account write one of them, or name another temp folder in the request.");

    public static OperationError FolderNotRemoved(string folder, string name, string reason) => new(
        "guest-file-refused", $"'{name}' does not let {folder} be removed: {reason}.",
        "See what uses the folder in the guest; then submit the installation again.");

    public static OperationError UploadRefused(string name, string tried) => new(
        "guest-disk-full", $"The guest '{name}' took no upload in {tried}: most often the disk is full there.",
        "Free some space in the guest, or name another temp folder in the request.");

    public static OperationError Vanished(string name) => new(
        "installer-vanished", $"The installer in '{name}' ended without saying how.",
        "Look at the guest: it was restarted, reverted or the process was killed; then submit the installation again.");

    public static OperationError NeverConnected(string name) => new(
        "connector-not-connected", $"The connector is installed in '{name}', but its channel did not open.",
        "Look at vlink.log in the guest; see that nothing between the guest and the server closes the connection.");

    /// <summary>Whether an error is about guest operations themselves, and not about the guest.</summary>
    public static bool IsOfGuestOperations(OperationError error) => error.Code
        is "tools-not-installed" or "tools-not-running" or "tools-out-of-date" or "guest-operations-disabled" or "guest-operations-unsupported"
        or "vcenter-privilege-missing" or "guest-logon-missing";

    public static OperationError NoVirtualMachine(string name) => new(
        "no-virtual-machine", $"'{name}' is no virtual machine: guest operations do not lead to it.", "Register it with a driver and a credential.");

    public static OperationError BegunOverAnotherRoad(string name) => new(
        "begun-over-another-road", $"The installation in '{name}' has begun over another road.", "It goes on over the same one.");

    public static OperationError NoLongerThere(string name) => new(
        "vm-gone", $"'{name}' is not in vCenter any more.", "Nothing is left to do.");

    public static OperationError FromExitCode(int exitCode, string name, string lastLine) => exitCode switch
    {
        InstallExitCodes.WrongArchitecture => new(
            "wrong-architecture", $"The connector program does not fit '{name}': {lastLine}",
            "Add the program for this architecture under Deployment:ConnectorPrograms and submit the installation again."),
        InstallExitCodes.NotExecutable => new(
            "temp-folder-noexec", $"In '{name}' no folder lets programs start: {lastLine}",
            "Remount one of the folders without noexec, or name another temp folder in the request."),
        InstallExitCodes.Damaged => new(
            "upload-truncated", $"What arrived in '{name}' is not what was sent: {lastLine}", "Submit the installation again."),
        InstallExitCodes.DiskFull => new(
            "guest-disk-full", $"There is not enough room in '{name}': {lastLine}", "Free some space in the guest and submit the installation again."),
        InstallExitCodes.NotPermitted => new(
            "guest-account-not-permitted", $"The account may not install in '{name}': {lastLine}", "Use root, or another account with its rights."),
        InstallExitCodes.EnrolmentRefused => new(
            "enrolment-refused", $"The server refused the enrolment of '{name}': {lastLine}",
            "Submit the installation again: it brings a fresh token. Compare the clocks of guest and server."),
        InstallExitCodes.ServerUnreachable => new(
            "server-unreachable", $"The guest '{name}' does not reach the server: {lastLine}",
            "Open the way from the guest to the addresses under Listen:PublicUrls, or name a proxy in the request."),
        InstallExitCodes.CannotStart => new(
            "program-cannot-start", $"The connector program does not start in '{name}': {lastLine}",
            "On Linux it needs glibc, and musl systems the program for them; on Windows it needs Windows 10 or Server 2016 at least."),
        _ => new("installer-failed", $"The installer in '{name}' ended with {exitCode}: {lastLine}", "Read the operation's output."),
    };
}
