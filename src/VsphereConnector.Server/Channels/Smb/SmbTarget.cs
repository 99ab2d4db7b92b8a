using System.Buffers;
using VsphereConnector.Server.Channels.Clients;

namespace VsphereConnector.Server.Channels.Smb;

/// <summary>A Windows machine to be reached by SMB, and as whom. Its text never shows the password.</summary>
internal sealed record SmbTarget
{
    public const int DefaultPort = 445;

    private const int MaxUserLength = 256;
    private const int MaxPasswordLength = 256;

    // What Windows forbids in names of accounts, and what separates a domain from them.
    private static readonly SearchValues<char> NotInUser = SearchValues.Create("\"/\\[]:;|=,+*?<>%");

    /// <summary>A name, an IPv4 or an IPv6 address.</summary>
    public required string Host { get; init; }

    public int Port { get; init; } = DefaultPort;

    /// <summary>An account of that machine, or of a domain; without the domain's name, or as <c>user@domain</c>.</summary>
    public required string User { get; init; }

    /// <summary>Null: the machine's own accounts.</summary>
    public string? Domain { get; init; }

    public required string Password { get; init; }

    public string Address => HostAddress.WithPort(Host, Port);

    /// <summary>How Windows writes the account.</summary>
    public string Account => Domain is null ? User : $@"{Domain}\{User}";

    public override string ToString() => $"{Account} at {Address}";

    /// <exception cref="SmbException">The system's client could take a part of it for something else than it is.</exception>
    public void Check()
    {
        if (!HostAddress.IsValid(Host))
        {
            throw SmbErrors.BadTarget($"'{Host}' is not a host name or an IP address.", "Give a name of letters, digits, dots and dashes, or an address without brackets and zone.");
        }

        if (Port is < 1 or > ushort.MaxValue)
        {
            throw SmbErrors.BadTarget($"{Port} is not a port.", "Give a port from 1 to 65535.");
        }

        if (!IsName(User) || (Domain is not null && !IsName(Domain)))
        {
            throw SmbErrors.BadTarget($"'{Account}' is not an account that Windows can have.", "Give the user's name and the domain's without characters that Windows forbids in them.");
        }

        // The file that hands it to Samba's tools has lines, and they pass over leading blanks.
        if (Password.Length is 0 or > MaxPasswordLength || Password[0] is ' ' or '\t' || Password.AsSpan().ContainsAny('\n', '\r', '\0'))
        {
            throw SmbErrors.BadTarget(
                $"The password of {Account} is empty, longer than {MaxPasswordLength} characters, begins with a blank or has a line break.", "Give the account another password.");
        }
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= MaxUserLength && name[0] is not (' ' or '-') && name[^1] is not ' '
        && !name.AsSpan().ContainsAny(NotInUser) && !name.Any(char.IsControl);
}
