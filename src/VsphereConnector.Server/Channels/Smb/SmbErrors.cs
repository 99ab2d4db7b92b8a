using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Server.Channels.Smb;

/// <summary>Everything that SMB can fail with, in the words of the person who can help.</summary>
internal static class SmbErrors
{
    private const string NoFurtherTry = "no further try is made, so that the account is not locked.";

    /// <summary>What a status means for whoever connects; after the logon, see <see cref="OfFile"/> and <see cref="OfService"/>.</summary>
    public static SmbException OfConnection(SmbTarget target, string share, string status, string line) => status switch
    {
        "ACCESS_DENIED" or "NETWORK_ACCESS_DENIED" => NotAdministrator(target),
        "UNSUCCESSFUL" or "NOT_FOUND" => New(
            SmbFault.NotReachable, "smb-name-unknown", $"The name of {target.Host} is not known.", "Correct the name, or see that this server's name service knows it."),
        "BAD_NETWORK_NAME" or "BAD_NET_NAME" => New(
            SmbFault.ShareMissing, "smb-share-missing", $"{target.Address} does not share {share}.",
            "Switch the administrative shares on: AutoShareServer (on clients AutoShareWks) = 1 below HKLM\\SYSTEM\\CurrentControlSet\\Services\\LanmanServer\\Parameters; then restart the service Server."),
        _ => OfLogon(target, status) ?? OfNetwork(target, status) ?? Unnamed(target, status, line),
    };

    public static SmbException OfFile(SmbTarget target, string path, string status, string line) => status switch
    {
        "DISK_FULL" or "HANDLE_DISK_FULL" => New(
            SmbFault.DiskFull, "smb-disk-full", $"There is no room left for '{path}' at {target.Address}.", "Free some space on the system drive there."),
        "QUOTA_EXCEEDED" or "DISK_QUOTA_EXCEEDED" => New(
            SmbFault.DiskFull, "smb-quota-exceeded", $"The quota of {target.Account} at {target.Address} leaves no room for '{path}'.", "Raise the quota there, or use another account."),
        "OBJECT_PATH_NOT_FOUND" or "PATH_NOT_FOUND" => New(
            SmbFault.FolderMissing, "smb-folder-missing", $"The folder of '{path}' is not there at {target.Address}.", "See whether something there clears the temp folder."),
        "OBJECT_NAME_NOT_FOUND" or "NO_SUCH_FILE" or "FILE_NOT_FOUND" => FileMissing(target, path),
        "SHARING_VIOLATION" or "DELETE_PENDING" or "FILE_LOCK_CONFLICT" or "DIRECTORY_NOT_EMPTY" => New(
            SmbFault.FileInUse, "smb-file-in-use", $"'{path}' is in use at {target.Address}.", "It is tried again; see which program there holds it, a virus scanner most often."),
        "ACCESS_DENIED" or "CANNOT_DELETE" or "MEDIA_WRITE_PROTECTED" or "VIRUS_INFECTED" => New(
            SmbFault.FileRefused, "smb-file-refused", $"{target.Account} may not change '{path}' at {target.Address} ({status}).",
            "See the permissions of the folder there, and whether protection software keeps programs out of it."),
        _ => OfNetwork(target, status) ?? Unnamed(target, status, line),
    };

    public static SmbException OfService(SmbTarget target, string service, string status, string line) => status switch
    {
        "ACCESS_DENIED" => NotAdministrator(target),
        "SERVICE_EXISTS" or "DUPLICATE_SERVICE_NAME" => New(
            SmbFault.ServiceExists, "smb-service-exists", $"There is a service '{service}' at {target.Address} already.", "It is taken over where it is this operation's own."),
        "SERVICE_DOES_NOT_EXIST" or "NO_SUCH_SERVICE" => New(
            SmbFault.ServiceMissing, "smb-service-missing", $"There is no service '{service}' at {target.Address}.", "See whether something there removes services."),
        "SERVICE_MARKED_FOR_DELETE" => New(
            SmbFault.ServiceGoing, "smb-service-going", $"The service '{service}' at {target.Address} is marked for deletion, but something holds it.",
            "Close services.msc and other tools there that show services; it goes with the next restart at the latest."),
        "SERVICE_DISABLED" => NotStarted(target, service, "it was disabled meanwhile", "See which policy there disables services."),
        "SERVICE_REQUEST_TIMEOUT" => NotStarted(target, service, "its program did not report within 30 s", "See the load of the machine, and whether protection software holds new programs back."),
        "FILE_NOT_FOUND" or "PATH_NOT_FOUND" => NotStarted(target, service, "its program is not there", "See whether protection software there removes new programs."),
        "BAD_EXE_FORMAT" or "EXE_MACHINE_TYPE_MISMATCH" => NotStarted(target, service, "its program is not for that Windows", "The connector needs a 64-bit Windows."),
        "VIRUS_INFECTED" or "ACCESS_DISABLED_BY_POLICY" => NotStarted(target, service, $"a policy there forbids its program ({status})", "Allow vlink.exe in AppLocker, WDAC or the virus scanner."),
        "OBJECT_NAME_NOT_FOUND" or "RPC_S_SERVER_UNAVAILABLE" or "PIPE_NOT_AVAILABLE" or "RPC_PROTSEQ_NOT_SUPPORTED" => New(
            SmbFault.Busy, "smb-services-unavailable", $"The service control manager of {target.Address} does not answer over SMB ({status}).",
            "See that the policy 'RPC over named pipes' of that Windows lets administrators in, and that it has finished starting."),
        _ => OfConnection(target, "IPC$", status, line),
    };

    public static SmbException BadTarget(string message, string remedy) => New(SmbFault.BadTarget, "smb-target-invalid", message, remedy);

    public static SmbException ClientMissing(string program) => New(
        SmbFault.ClientUnusable, "smb-client-missing", $"This server has no '{program}'.",
        "Install Samba's client tools on the server (Debian: smbclient and samba-common-bin; RHEL: samba-client and samba-common-tools).");

    public static SmbException ClientFailed(SmbTarget target, string program, string line) => New(
        SmbFault.ClientUnusable, "smb-client-failed", $"{program} on this server could not speak to {target.Address}: {line}", "Report it with this text and the version of Samba's client tools.");

    public static SmbException TimedOut(SmbTarget target, TimeSpan limit) => New(
        SmbFault.TimedOut, "smb-timed-out", $"{target.Address} did not answer within {limit.TotalSeconds:0.#} s.", "See that the machine is on, how busy it is, and that no firewall drops the packets.");

    public static SmbException ConnectionLost(SmbTarget target, string line) => New(
        SmbFault.ConnectionLost, "smb-connection-lost", $"The connection to {target.Address} broke: {line}", "It is tried again; see the network.");

    public static SmbException FileMissing(SmbTarget target, string path) => New(
        SmbFault.FileMissing, "smb-file-missing", $"There is no '{path}' at {target.Address}.", "See whether protection software or a clean-up there removes files.");

    public static SmbException UploadDamaged(SmbTarget target, string path) => New(
        SmbFault.UploadDamaged, "smb-upload-damaged", $"What arrived in '{path}' at {target.Address} is not what was sent, twice.",
        "Look for a failing disk or memory there, or a virus scanner that changes files; nothing was left.");

    private static SmbException NotAdministrator(SmbTarget target) => New(
        SmbFault.NotAdministrator, "smb-not-administrator", $"{target.Address} knows {target.Account}, but gives it no administrator's rights over the network.",
        "Use a member of its group Administrators. For a local account other than the built-in Administrator, Windows also takes them away (remote UAC) unless"
        + " LocalAccountTokenFilterPolicy = 1 (DWORD) below HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System; a domain account needs no such setting.");

    private static SmbException NotStarted(SmbTarget target, string service, string why, string remedy) => New(
        SmbFault.ServiceNotStarted, "smb-service-not-started", $"The service '{service}' at {target.Address} did not start: {why}.", remedy);

    private static SmbException? OfLogon(SmbTarget target, string status) => status switch
    {
        "LOGON_FAILURE" or "WRONG_PASSWORD" or "INVALID_PASSWORD" or "NO_SUCH_USER" => New(
            SmbFault.LogonRefused, "smb-logon-refused", $"{target.Address} refused the password of {target.Account}, or has no such account.", $"Check name, domain and password; {NoFurtherTry}"),
        "ACCOUNT_LOCKED_OUT" => New(
            SmbFault.AccountLocked, "smb-account-locked", $"The account {target.Account} is locked out at {target.Address}.",
            $"Unlock it there or in its domain, and find out who sends wrong passwords; {NoFurtherTry}"),
        "ACCOUNT_DISABLED" => New(
            SmbFault.AccountDisabled, "smb-account-disabled", $"The account {target.Account} is disabled at {target.Address}.", "Enable it (the built-in Administrator often is not), or use another one."),
        "PASSWORD_EXPIRED" or "PASSWORD_MUST_CHANGE" => New(
            SmbFault.AccountExpired, "smb-password-expired", $"The password of {target.Account} has expired at {target.Address}.", "Log on there, change it, and give the new one here."),
        "ACCOUNT_EXPIRED" => New(
            SmbFault.AccountExpired, "smb-account-expired", $"The account {target.Account} has expired at {target.Address}.", "Extend it there, or use another one."),
        "ACCOUNT_RESTRICTION" or "INVALID_LOGON_HOURS" or "INVALID_WORKSTATION" or "LOGON_TYPE_NOT_GRANTED" or "LOGON_NOT_GRANTED" => New(
            SmbFault.LogonRestricted, "smb-logon-restricted", $"A policy of {target.Address} keeps {target.Account} from logging on over the network ({status}).",
            "See its user rights 'Access this computer from the network' and 'Deny access …', its logon hours, and that its password is not blank."),
        "TRUSTED_RELATIONSHIP_FAILURE" or "NO_LOGON_SERVERS" or "TRUSTED_DOMAIN_FAILURE" or "NTLM_BLOCKED" => New(
            SmbFault.LogonRestricted, "smb-domain-unavailable", $"{target.Address} cannot have {target.Account} checked by its domain ({status}).",
            "See that the machine reaches a domain controller and that NTLM is not switched off there, or use a local account."),
        "SESSION_CREDENTIAL_CONFLICT" => New(
            SmbFault.LogonRestricted, "smb-session-conflict", $"This server has a connection to {target.Host} as somebody else.", "End it on this server with 'net use', or use the same account."),
        _ => null,
    };

    private static SmbException? OfNetwork(SmbTarget target, string status) => status switch
    {
        "CONNECTION_REFUSED" => New(SmbFault.Refused, "smb-refused", $"Nothing listens at {target.Address}.", "Start the service Server (LanmanServer) there, or name its port."),
        "IO_TIMEOUT" or "TIMEOUT" or "SEM_TIMEOUT" => New(
            SmbFault.TimedOut, "smb-timed-out", $"{target.Address} did not answer in time.", "See that the machine is on, how busy it is, and that no firewall drops the packets."),
        "HOST_UNREACHABLE" or "NETWORK_UNREACHABLE" or "BAD_NETPATH" or "BAD_NETWORK_PATH" or "NO_NET_OR_BAD_PATH" or "NO_NETWORK" => New(
            SmbFault.NotReachable, "smb-not-reachable", $"{target.Address} cannot be reached.",
            "See that the name is right and the machine is on, and that its firewall lets this server in (rule 'File and Printer Sharing (SMB-In)')."),
        "CONNECTION_DISCONNECTED" or "CONNECTION_RESET" or "CONNECTION_ABORTED" or "NETNAME_DELETED" or "NETWORK_NAME_DELETED" or "USER_SESSION_DELETED"
            or "UNEXP_NET_ERR" or "UNEXPECTED_NETWORK_ERROR" or "PIPE_BROKEN" or "PIPE_DISCONNECTED" or "CONNECTION_INVALID" or "RPC_S_CALL_FAILED" or "END_OF_FILE" => ConnectionLost(target, status),
        "REQUEST_NOT_ACCEPTED" or "REQ_NOT_ACCEP" or "INSUFFICIENT_RESOURCES" or "INSUFF_SERVER_RESOURCES" or "TOO_MANY_SESSIONS" => New(
            SmbFault.Busy, "smb-busy", $"{target.Address} takes no further connection ({status}).", "A Windows client takes 20 at once; close some there (Get-SmbSession)."),
        "INVALID_NETWORK_RESPONSE" or "SMB1_NOT_AVAILABLE" or "NOT_SUPPORTED" or "REVISION_MISMATCH" => New(
            SmbFault.DialectRefused, "smb-dialect-refused", $"{target.Address} does not speak SMB 2 or 3 as this server must ({status}).",
            "Switch SMB 2 on there (Set-SmbServerConfiguration -EnableSMB2Protocol $true). SMB 1 is never spoken; where encryption is required, the machine needs SMB 3."),
        "INVALID_SIGNATURE" or "SMB_BAD_SIGNATURE" => New(
            SmbFault.ProtectionRefused, "smb-signature-wrong", $"A message of {target.Address} was not signed, or its signature is wrong.", "Find out what is between this server and the machine."),
        _ => null,
    };

    private static SmbException Unnamed(SmbTarget target, string status, string line) => New(
        SmbFault.Other, "smb-failed", $"{target.Address} answered {status}: {line}", "Look the status up in Microsoft's documentation of NTSTATUS values or Win32 error codes.");

    private static SmbException New(SmbFault fault, string code, string message, string remedy) => new(fault, new OperationError(code, message, remedy));
}
