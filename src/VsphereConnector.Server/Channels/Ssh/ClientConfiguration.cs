using System.Globalization;

namespace VsphereConnector.Server.Channels.Ssh;

/// <summary>
/// The configuration of OpenSSH's client for one connection. Nothing of the system's or the administrator's own is read. All paths are names
/// in the connection's own folder, where the client runs: so nothing needs quotes, and the socket's path is short wherever the folder is.
/// </summary>
internal static class ClientConfiguration
{
    /// <summary>For the process that opens and holds the connection.</summary>
    public const string MasterFile = "master.conf";

    /// <summary>For those that run sessions on it. Where the connection is gone they end, and never log on anew.</summary>
    public const string SessionFile = "session.conf";

    public const string KnownHostsFile = "known_hosts";
    public const string LearntHostsFile = "learnt_hosts";
    public const string IdentityFile = "identity";
    public const string Socket = "socket";

    /// <summary>What the connection's other end is called on the command line; its real name is in the configuration.</summary>
    public const string Endpoint = "endpoint";

    public const string Session = $"""
        Host *
          ControlPath {Socket}
          ControlMaster no
          ProxyCommand false
          BatchMode yes
          RequestTTY no
          LogLevel ERROR

        """;

    public static string Master(SshTarget target, SshOptions options, string? proxyCommand) => string.Create(CultureInfo.InvariantCulture, $"""
        Host *
          HostName {target.Host}
          Port {target.Port}
          {(proxyCommand is null ? "" : $"ProxyCommand {proxyCommand}")}
          HostKeyAlias {target.Host.ToLowerInvariant()}
          UserKnownHostsFile {KnownHostsFile}
          GlobalKnownHostsFile /dev/null
          StrictHostKeyChecking yes
          UpdateHostKeys no
          HashKnownHosts no
          CheckHostIP no
          {Identity(target.Authentication)}
          NumberOfPasswordPrompts 1
          BatchMode {(target.Authentication.Secret is null ? "yes" : "no")}
          ConnectTimeout {Math.Max(1, (int)options.ConnectTimeout.TotalSeconds)}
          ServerAliveInterval {Math.Max(1, (int)options.KeepAlive.TotalSeconds)}
          ServerAliveCountMax 3
          ControlPath {Socket}
          PermitLocalCommand yes
          LocalCommand echo {SshMaster.Ready}
          RequestTTY no
          ForwardAgent no
          ForwardX11 no
          LogLevel DEBUG1

        """);

    /// <summary>The lines that the client compares a host's key with.</summary>
    public static string KnownHosts(SshTarget target, IEnumerable<SshHostKey> keys) => string.Concat(
        keys.Select(key => $"{(key.IsAuthority ? "@cert-authority " : "")}{target.Host.ToLowerInvariant()} {key.Type} {key.Blob}\n"));

    private static string Identity(SshAuthentication authentication) => authentication switch
    {
        SshPrivateKey or SshPrivateKeyText => $"IdentityFile {IdentityFile}\n  IdentitiesOnly yes\n  IdentityAgent none",
        SshAgent { PublicKeyPath: not null } => $"IdentityFile {IdentityFile}\n  IdentitiesOnly yes\n  IdentityAgent SSH_AUTH_SOCK",
        SshAgent => "IdentityFile none\n  IdentityAgent SSH_AUTH_SOCK",
        _ => "IdentityFile none\n  IdentitiesOnly yes\n  IdentityAgent none",
    };
}
