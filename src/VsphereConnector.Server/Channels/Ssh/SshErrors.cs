using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Server.Channels.Ssh;

/// <summary>Everything that SSH can fail with, in the words of the person who can help.</summary>
internal static class SshErrors
{
    public static SshException BadTarget(string message, string remedy) => New(SshFault.BadTarget, "ssh-target-invalid", message, remedy);

    public static SshException ClientMissing(string program) => New(
        SshFault.ClientUnusable, "ssh-client-missing", $"This server has no OpenSSH client ('{program}').",
        "Install OpenSSH's client on the server (package openssh-client or openssh-clients).");

    public static SshException ClientTooOld(string version) => New(
        SshFault.ClientUnusable, "ssh-client-too-old", $"The SSH client of this server is '{version}'.",
        "Install OpenSSH 8.4 or newer: older ones cannot be handed a password safely.");

    public static SshException ClientNotOnWindows() => New(
        SshFault.ClientUnusable, "ssh-client-unsupported", "This server runs on Windows, whose OpenSSH client cannot share a connection.",
        "Run the server on Linux where machines are to be reached by SSH.");

    public static SshException AskPassRefused(string folder) => New(
        SshFault.ClientUnusable, "ssh-askpass-refused", $"The SSH client could not run a script in {folder}.",
        "Choose a data folder on a file system that is not mounted noexec.");

    public static SshException ClientRefused(string line) => New(
        SshFault.ClientUnusable, "ssh-client-failed", $"The SSH client of this server failed: {line}", "Compare its version with 8.4, and report it with this text.");

    public static SshException NameUnknown(SshTarget target, string line) => New(
        SshFault.NotReachable, "ssh-name-unknown", $"The name of {target.Host} is not known: {line}", "Correct the name, or see that this server's name service knows it.");

    public static SshException NotReachable(SshTarget target, string line) => New(
        SshFault.NotReachable, "ssh-not-reachable", $"{target.Address} cannot be reached: {line}", "See that the machine is on and that this server may reach it on that port.");

    public static SshException Refused(SshTarget target) => New(
        SshFault.Refused, "ssh-refused", $"Nothing listens at {target.Address}.", "Start sshd on the machine, or name its port.");

    public static SshException ClosedEarly(SshTarget target, string line) => New(
        SshFault.Refused, "ssh-closed-early", $"{target.Address} closed the connection before a logon: {line}",
        "See that an SSH server listens there, that it lets this server in (AllowUsers, hosts.deny, PerSourcePenalties), and that it is not at its MaxStartups.");

    public static SshException ConnectTimedOut(SshTarget target, TimeSpan limit, bool answered) => New(
        answered ? SshFault.TimedOut : SshFault.NotReachable, "ssh-timed-out",
        answered ? $"{target.Address} answers, but no logon came about within {limit.TotalSeconds:0.#} s." : $"{target.Address} did not answer within {limit.TotalSeconds:0.#} s.",
        answered ? "See the load and the name service of the machine: sshd's UseDNS or a directory that does not answer are the usual reasons." : "See that the machine is on and that no firewall drops the packets.");

    public static SshException HostKeyUnknown(SshTarget target, SshHostKey presented) => New(
        SshFault.HostKeyUnknown, "ssh-host-key-unknown", $"{target.Address} has the host key {presented}, which is not among the known ones.",
        "Compare the fingerprint with the machine's own (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub), then register it.");

    public static SshException HostKeyChanged(SshTarget target, string presented) => New(
        SshFault.HostKeyChanged, "ssh-host-key-changed",
        $"THE HOST KEY OF {target.Address} HAS CHANGED. Known: {string.Join(", ", target.HostKeys.Known)}. Presented: {presented}. Nothing was sent to it.",
        "Find out why: a new installation of the machine, a new address, or somebody in between. Where it is right, remove the old key and register the new one.");

    public static SshException NotNegotiable(SshTarget target, string line) => New(
        SshFault.NotNegotiable, "ssh-no-common-algorithm", $"{target.Address} and this server's OpenSSH have no algorithm in common: {line}", "Update sshd on the machine.");

    public static SshException PermissionDenied(SshTarget target, string methods) => New(
        SshFault.PermissionDenied, "ssh-permission-denied", $"{target.Address} refused {target.User} with {target.Authentication}; it takes: {methods}.",
        "Check the user name and its password or key; no further try is made, so that the account is not locked.");

    public static SshException KeyUnusable(SshTarget target, string line) => New(
        SshFault.KeyUnusable, "ssh-key-unusable", $"This server cannot use {target.Authentication}: {line}",
        "See that the file is there, belongs to the server's account with mode 0600, and that the passphrase is the right one.");

    public static SshException ConnectionLost(SshTarget target, string line) => New(
        SshFault.ConnectionLost, "ssh-connection-lost", $"The connection to {target.Address} broke: {line}", "It is tried again; see the network and sshd's log on the machine.");

    public static SshException OutcomeUnknown(SshTarget target) => New(
        SshFault.OutcomeUnknown, "ssh-outcome-unknown", $"The connection to {target.Address} broke while a command ran there.",
        "Look on the machine how far it came before it is started again.");

    public static SshException SessionRefused(SshTarget target) => New(
        SshFault.SessionRefused, "ssh-session-refused", $"{target.Address} opened no further session on the connection.", "Raise MaxSessions in its sshd_config to 10.");

    public static SshException ShellUnusable(SshTarget target, int exitCode, string line) => New(
        SshFault.ShellUnusable, "ssh-shell-unusable", $"The shell of {target.User} at {target.Address} ended with {exitCode} before it ran anything: {line}",
        "Give the account a shell such as /bin/sh, see that its password has not expired, and that no ForceCommand is in the way.");

    public static SshException CommandTimedOut(SshTarget target, TimeSpan limit) => New(
        SshFault.CommandTimedOut, "ssh-command-timed-out", $"A command at {target.Address} was ended after {limit.TotalSeconds:0.#} s.", "Give it more time where it only needs more.");

    public static SshException CommandNotFound(SshTarget target, string line) => New(
        SshFault.CommandNotFound, "ssh-command-not-found", $"{target.Address} does not have the command: {line}", "Install it there, or correct its path.");

    public static SshException CommandFailed(SshTarget target, int exitCode, string line) => New(
        SshFault.CommandFailed, "ssh-command-failed", $"A command at {target.Address} ended with {exitCode}: {line}", "Read what it wrote.");

    public static SshException SudoMissing(SshTarget target) => New(
        SshFault.SudoMissing, "sudo-missing", $"{target.Address} has no sudo.", "Install sudo there, or use root.");

    public static SshException SudoNotPermitted(SshTarget target, string line) => New(
        SshFault.SudoNotPermitted, "sudo-not-permitted", $"{target.User} may not use sudo at {target.Address}: {line}",
        $"Add {target.User} to the group sudo or wheel there, or give it an entry in /etc/sudoers.d.");

    public static SshException SudoPasswordRequired(SshTarget target) => New(
        SshFault.SudoPasswordRequired, "sudo-password-required", $"sudo at {target.Address} asks {target.User} for a password.",
        $"Give the password with the account, or an entry '{target.User} ALL=(ALL:ALL) NOPASSWD:ALL' in /etc/sudoers.d.");

    public static SshException SudoPasswordRefused(SshTarget target) => New(
        SshFault.SudoPasswordRefused, "sudo-password-refused", $"sudo at {target.Address} refused the password of {target.User}.",
        "Check the password; no further try is made, so that the account is not locked.");

    public static SshException SudoNeedsTerminal(SshTarget target) => New(
        SshFault.SudoNeedsTerminal, "sudo-requires-terminal", $"sudo at {target.Address} wants a terminal.",
        $"Add 'Defaults:{target.User} !requiretty' in a file of /etc/sudoers.d there.");

    public static SshException FolderMissing(SshTarget target, string folder) => New(
        SshFault.FolderMissing, "ssh-folder-missing", $"There is no folder '{folder}' at {target.Address}.", "Make it, or name another one.");

    public static SshException FileRefused(SshTarget target, string path, string reason) => New(
        SshFault.FileRefused, "ssh-file-refused", $"{target.User} may not write '{path}' at {target.Address}: {reason}", "See the owner and the mode of the folder there.");

    public static SshException DiskFull(SshTarget target, string folder) => New(
        SshFault.DiskFull, "ssh-disk-full", $"There is no room left in '{folder}' at {target.Address}.", "Free some space there, or name another folder.");

    public static SshException UploadDamaged(SshTarget target, string path) => New(
        SshFault.UploadDamaged, "ssh-upload-damaged", $"What arrived in '{path}' at {target.Address} is not what was sent, twice.",
        "Look for a failing disk or memory there; nothing was put into place.");

    public static SshException UploadStalled(SshTarget target, TimeSpan limit) => New(
        SshFault.TimedOut, "ssh-upload-stalled", $"The upload to {target.Address} made no progress for {limit.TotalSeconds:0.#} s.", "See the network and the load of the machine.");

    private static SshException New(SshFault fault, string code, string message, string remedy) => new(fault, new OperationError(code, message, remedy));
}
