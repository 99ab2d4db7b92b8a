using System.Reflection;

namespace VsphereConnector.Server.Preflight;

/// <summary>Everything that a preflight can find, each with its severity and with what to do. The names never change.</summary>
internal sealed record PreflightCode(string Name, PreflightSeverity Severity, string? Remedy)
{
    public static readonly PreflightCode
        VCenterReachable = Ok("vcenter-reachable"),
        VCenterUnreachable = Blocked("vcenter-unreachable", "See that vCenter runs, and its entry under VCenters in the server's configuration."),
        ClockInStep = Ok("clock-in-step"),
        ClockSkew = Warning("clock-skew", "Let this server and vCenter take their time from the same source: certificates and tokens are good for a time only."),

        NoTemplate = Ok("vm-no-template"),
        Template = Blocked("vm-is-template", "Deploy a VM from it and install into that one."),
        PoweredOn = Ok("vm-powered-on"),
        PoweredOff = Blocked("vm-powered-off", "Power the VM on."),
        Reachable = Ok("vm-reachable"),
        NotReachable = Blocked("vm-not-reachable", "Bring the VM and its ESXi host back into vCenter."),
        Gone = Blocked("vm-gone", "Choose another one; it was removed meanwhile."),

        IdentityUnique = Ok("instance-uuid-unique"),
        IdentityNotUnique = Blocked("instance-uuid-not-unique", "Give one of them another instance UUID in vCenter."),

        ToolsRunning = Ok("tools-running"),
        ToolsNotInstalled = Blocked("tools-not-installed", "Install open-vm-tools or VMware Tools in the guest."),
        ToolsNotRunning = Warning("tools-not-running", "Start the Tools service (vmtoolsd, VGAuthService) in the guest; an installation waits for it until its time is over."),
        ToolsBusy = Warning("tools-executing-scripts", "Wait for the guest to finish its start or shutdown; an installation does."),
        ToolsUnknown = Warning("tools-unknown", "See in vCenter that VMware Tools run in the guest; it does not tell."),
        ToolsTooOld = Warning("tools-too-old", "Update VMware Tools in the guest."),
        GuestOperationsReady = Ok("guest-operations-ready"),
        GuestOperationsNotReady = Warning("guest-operations-not-ready", "Wait for the guest to finish its start; see that VGAuthService runs there. An installation waits for it."),
        GuestSupported = Ok("guest-os-supported"),
        GuestUnsupported = Blocked("guest-os-unsupported", "Install another way, or leave this machine out."),
        ProgramAvailable = Ok("connector-program-available"),
        ProgramMissing = Blocked("connector-program-missing", "Publish the program and name its file under Deployment:ConnectorPrograms."),
        ProgramMayNotFit = Warning("connector-program-may-not-fit", "See that the guest's system has 64 bits; correct the guest OS in the VM's settings where it does."),

        HostAnswers = Ok("host-reachable"),
        HostSilent = Blocked("host-unreachable", "Let this server reach port 443 of the ESXi host: files go to the host, not through vCenter."),
        HostNameUnknown = Warning("host-name-unresolved", "Let this server resolve the names of the ESXi hosts: files go to the host, by the name that vCenter has of it."),
        HostCertificateKnown = Ok("host-certificate-known"),
        HostCertificateUnknown = Warning("host-certificate-unknown", "Reconnect the host in vCenter, so that it notes the certificate's thumbprint; without it the host must show a certificate that this server trusts."),
        PrivilegesGranted = Ok("vcenter-privileges-granted"),
        PrivilegesMissing = Blocked("vcenter-privilege-missing", "Give the account of this server a role with these privileges on the VM or on what holds it."),
        PrivilegesUnknown = Warning("vcenter-privileges-unknown", "See in vCenter that the account of this server has the privileges VirtualMachine.GuestOperations.Query, Modify and Execute."),

        UserMay = Ok("user-privileges-granted"),
        UserMayNot = Blocked("privilege-missing", "Ask the administrator of vCenter for a role with these privileges on the VM or on what holds it."),

        LogonKnown = Ok("guest-logon-known"),
        LogonNotChosen = Warning("guest-logon-missing", "Choose a configured guest logon, or give a user name and a password."),
        LogonUnknown = Blocked("guest-logon-unknown", "Choose a stored credential for guests, or one that is configured under GuestLogons."),
        LogonSuspended = Blocked("credential-suspended", "Replace its secret ('credentials rotate'), or confirm that it is right ('credentials confirm')."),
        PublicUrlsConfigured = Ok("public-urls-configured"),
        PublicUrlsMissing = Warning("public-urls-missing", "Name under Listen:PublicUrls how guests reach this server; now they are told this machine's own name."),

        ConnectorAbsent = Ok("connector-absent"),
        ConnectorAnswers = Ok("connector-connected"),
        ConnectorInstalled = Warning("connector-installed", "Nothing would be done; ask for a new installation (reinstall) where one is meant."),
        ConnectorOtherVersion = Warning("connector-other-version", "It is left as it is; ask for a new installation (reinstall) to change the version."),
        ConnectorDisconnected = Warning("connector-disconnected", "It may come back by itself. An installation puts it in order and keeps its identity."),
        ConnectorAway = Warning("connector-not-connected", "The operation starts when the connector is back; see that the VM runs and reaches this server."),
        ConnectorMissing = Blocked("connector-not-installed", "Install the connector first."),
        Idle = Ok("no-operation-open"),
        Busy = Warning("operation-open", "Wait for its end; operations on a guest go one after the other.");

    /// <summary>All of them, in the order in which they are written here.</summary>
    public static IReadOnlyList<PreflightCode> All { get; } =
    [
        .. typeof(PreflightCode).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.FieldType == typeof(PreflightCode)).Select(field => (PreflightCode)field.GetValue(null)!),
    ];

    /// <summary>A finding of this kind.</summary>
    public PreflightFinding Of(string message) => new() { Code = Name, Severity = Severity, Message = message, Remedy = Remedy };

    public static PreflightCode Ok(string name) => new(name, PreflightSeverity.Ok, null);

    public static PreflightCode Warning(string name, string remedy) => new(name, PreflightSeverity.Warning, remedy);

    public static PreflightCode Blocked(string name, string remedy) => new(name, PreflightSeverity.Blocked, remedy);
}
