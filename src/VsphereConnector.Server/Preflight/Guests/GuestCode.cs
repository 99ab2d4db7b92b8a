namespace VsphereConnector.Server.Preflight.Guests;

/// <summary>What a look at a machine itself can find. The names never change.</summary>
internal static class GuestCode
{
    public static readonly PreflightCode
        SystemSupported = PreflightCode.Ok("guest-system-supported"),
        SystemUnsupported = PreflightCode.Blocked("guest-system-unsupported", "The connector is for Linux and Windows with 64 bits: leave this machine out."),
        LibcSupported = PreflightCode.Ok("guest-libc-supported"),
        LibcMusl = PreflightCode.Warning("guest-libc-musl", "Publish the connector for linux-musl-x64: the one for glibc does not start there."),
        LibcTooOld = PreflightCode.Blocked("guest-libc-too-old", "The program needs glibc 2.27 or later: update the system, or leave this machine out."),
        LibcUnknown = PreflightCode.Warning("guest-libc-unknown", "See that the system has glibc 2.27 or later."),
        ClockInStep = PreflightCode.Ok("guest-clock-in-step"),
        ClockSkew = PreflightCode.Warning("guest-clock-skew", "Set the machine's clock (chrony, ntpd, w32time): certificates and tokens are good for a time only."),
        ClockUnknown = PreflightCode.Warning("guest-clock-unknown", "See that the machine's clock is right."),

        LoginIsRoot = PreflightCode.Ok("install-account-root"),
        LoginIsSudoer = PreflightCode.Ok("install-account-sudoer"),
        LoginSudoPassword = PreflightCode.Ok("install-account-sudo-password"),
        LoginSudoAsks = PreflightCode.Blocked("install-account-sudo-asks", "Store the sudo password with the credential; or let 'prepare' set up sudo without one, by an account that may."),
        LoginSudoRefused = PreflightCode.Blocked("install-account-sudo-refused", "Correct the sudo password of the credential; or install as root or as a sudoer."),
        LoginSudoTerminal = PreflightCode.Blocked("install-account-sudo-terminal", "Add 'Defaults:ACCOUNT !requiretty' with visudo."),
        LoginNoSudoer = PreflightCode.Blocked("install-account-no-sudoer", "Install as root or as a sudoer; 'prepare' makes an account one."),
        SudoMissing = PreflightCode.Warning("sudo-missing", "Install sudo, or install and run the connector as root."),
        SudoGroup = PreflightCode.Ok("sudo-group-present"),
        NoSudoGroup = PreflightCode.Warning("sudo-group-missing", "Review the sudoers configuration: no group is known whose members are sudoers."),
        SudoersIncluded = PreflightCode.Ok("sudoers-folder-included"),
        SudoersNotIncluded = PreflightCode.Warning("sudoers-folder-not-included", "Add the line '@includedir /etc/sudoers.d' to /etc/sudoers with visudo."),
        SudoersBroken = PreflightCode.Blocked("sudoers-broken", "Correct sudo's files as root, with visudo: until then sudo lets nobody do anything."),
        SudoersUnseen = PreflightCode.Warning("sudoers-unseen", "Look again as root or as a sudoer."),

        LogonElevated = PreflightCode.Ok("install-logon-elevated"),
        LogonNotElevated = PreflightCode.Blocked("install-logon-not-elevated", "Log on as the built-in Administrator or as another account whose logon is elevated, or let the guest alias of SYSTEM be used (tools.conf, [guestoperations], allowLocalSystemImpersonationBypass=true)."),
        RemoteUacOff = PreflightCode.Ok("remote-uac-off"),
        RemoteUacOn = PreflightCode.Warning("remote-uac-on", @"Only for SMB with such an account: set LocalAccountTokenFilterPolicy to 1 (DWORD) under HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System; or use the built-in Administrator or an account of the domain."),
        WindowsTooOld = PreflightCode.Blocked("guest-windows-too-old", "The program needs Windows 10, Server 2016 or later: update the system, or leave this machine out."),
        ConnectorThere = PreflightCode.Ok("guest-connector-there"),
        NoLeftovers = PreflightCode.Ok("guest-leftovers-none"),
        Leftovers = PreflightCode.Warning("guest-leftovers", "Nothing needs to be done: an installation removes what is of operations that are over. What stays then is of none that this server knows; remove it yourself."),

        AccountReady = PreflightCode.Ok("run-account-ready"),
        AccountMissing = PreflightCode.Blocked("run-account-missing", "Create the account on the machine, or choose another one."),
        AccountNoSudoer = PreflightCode.Blocked("run-account-no-sudoer", "Run 'prepare' for it: it adds the account to the group and gives it sudo without a password."),
        AccountUnseen = PreflightCode.Warning("run-account-unseen", "Look again as root or as a sudoer."),

        FoldersUnseen = PreflightCode.Warning("folders-unseen", "Look again as root or as a sudoer, on Windows as an elevated administrator."),
        TempFolderUsable = PreflightCode.Ok("temp-folder-usable"),
        TempFolderFallback = PreflightCode.Warning("temp-folder-fallback", "Let root (on Windows, SYSTEM) write it and let programs start there; the installation works without, and its record says so."),
        TempFolderUnusable = PreflightCode.Blocked("temp-folder-unusable", "Let root (on Windows, SYSTEM) write one of them and let programs start there, or choose another temp folder."),
        ParentFolderUsable = PreflightCode.Ok("parent-folder-usable"),
        ParentFolderUnusable = PreflightCode.Blocked("parent-folder-unusable", "Let root (on Windows, SYSTEM) write it and let programs start there, or choose another parent folder."),
        RunFolderUsable = PreflightCode.Ok("run-folder-usable"),
        RunFolderUnusable = PreflightCode.Blocked("run-folder-unusable", "Let root write /var/run: the connector's process id is kept there."),
        DiskRoom = PreflightCode.Ok("guest-disk-room"),
        DiskFull = PreflightCode.Blocked("guest-disk-full", "Make room on the disk, or choose other folders."),
        SeLinuxQuiet = PreflightCode.Ok("selinux-quiet"),
        SeLinuxEnforcing = PreflightCode.Warning("selinux-enforcing", "Where the connector does not start, look into /var/log/audit/audit.log and label its folder: restorecon -R, or semanage fcontext -t bin_t."),

        ServerReachable = PreflightCode.Ok("server-reachable"),
        ServerUnreachable = PreflightCode.Blocked("server-unreachable", "Open the way from the machine to this server, or correct Listen:PublicUrls; with a proxy between, give it at the installation."),
        ServerUnresolved = PreflightCode.Blocked("server-name-unresolved", "Let the machine resolve the name, or give an address under Listen:PublicUrls."),
        ServerUntried = PreflightCode.Warning("server-untried", "Try it from the machine by other means.");
}
