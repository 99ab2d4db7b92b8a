using System.Buffers;
using VsphereConnector.Server.Channels.Clients;

namespace VsphereConnector.Server.Channels.Ssh;

/// <summary>Lets a logon be tried, when its turn has come; what it returns is told how that ended (null: the account was let in).</summary>
internal delegate Task<Func<SshFault?, Task>> SshLogonGuard(CancellationToken cancellationToken);

/// <summary>A machine to be reached by SSH, and as whom.</summary>
internal sealed record SshTarget
{
    public const int DefaultPort = 22;

    private const int MaxUserLength = 256;

    private static readonly SearchValues<char> NotInUser = SearchValues.Create("'`\"$;&<>|(){}%");

    /// <summary>A name, an IPv4 or an IPv6 address.</summary>
    public required string Host { get; init; }

    public int Port { get; init; } = DefaultPort;

    public required string User { get; init; }

    public required SshAuthentication Authentication { get; init; }

    public required SshHostKeyPolicy HostKeys { get; init; }

    /// <summary>The machine to go through, as with OpenSSH's <c>ProxyJump</c>; it has an account and host keys of its own.</summary>
    public SshTarget? Jump { get; init; }

    /// <summary>Asked before a secret is sent, so that no account is locked; null: nobody is asked.</summary>
    public SshLogonGuard? Guard { get; init; }

    public override string ToString() => $"{User}@{Address}";

    public string Address => HostAddress.WithPort(Host, Port);

    /// <exception cref="SshException">OpenSSH could take a part of it for something else than it is.</exception>
    public void Check()
    {
        if (!HostAddress.IsValid(Host))
        {
            throw SshErrors.BadTarget($"'{Host}' is not a host name or an IP address.", "Give a name of letters, digits, dots and dashes, or an address without brackets and zone.");
        }

        if (Port is < 1 or > ushort.MaxValue)
        {
            throw SshErrors.BadTarget($"{Port} is not a port.", "Give a port from 1 to 65535.");
        }

        if (!IsUser(User))
        {
            throw SshErrors.BadTarget($"'{User}' is not a user name that SSH can carry.", "Give a name without quotes, shell characters, line breaks and leading dashes.");
        }

        Authentication.Check();
        Jump?.Check();
    }

    /// <summary>What every version of OpenSSH takes as it is; newer ones refuse the same characters.</summary>
    public static bool IsUser(string user) =>
        user.Length is > 0 and <= MaxUserLength
        && user[0] is not ('-' or ' ') && user[^1] is not ('\\' or ' ')
        && !user.Contains(" -", StringComparison.Ordinal)
        && !user.AsSpan().ContainsAny(NotInUser)
        && !user.Any(char.IsControl);
}
