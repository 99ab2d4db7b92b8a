using System.Text.Json.Serialization;
using VsphereConnector.Server.Credentials.Guard;

namespace VsphereConnector.Server.Credentials;

/// <summary>A credential, ready to be used. Its text never shows the secret.</summary>
internal sealed record Credential
{
    public required string Name { get; init; }

    public required CredentialSource Source { get; init; }

    /// <summary>What it opens.</summary>
    public required IReadOnlyList<CredentialKind> Kinds { get; init; }

    /// <summary>The account, such as <c>root</c>.</summary>
    public required string Username { get; init; }

    /// <summary>The Windows domain of the account; null for an account of the machine itself.</summary>
    public string? Domain { get; init; }

    public CredentialScope Scope { get; init; } = new();

    public required CredentialSecret Secret { get; init; }

    /// <summary>By what the lock-out guard knows it.</summary>
    public required GuardedLogon Logon { get; init; }

    /// <summary>The account as Windows and guest operations take it: <c>DOMAIN\user</c>, or the user alone.</summary>
    public string Account => AccountOf(Username, Domain);

    public static string AccountOf(string username, string? domain) => domain is null ? username : $@"{domain}\{username}";

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Account})";
}

/// <summary>What a credential opens.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CredentialKind>))]
internal enum CredentialKind
{
    /// <summary>Guests, by VMware Tools guest operations.</summary>
    Guest,

    /// <summary>Linux and Unix machines by SSH.</summary>
    Ssh,

    /// <summary>Windows machines by SMB.</summary>
    Smb,
}

/// <summary>Where a credential is kept.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CredentialSource>))]
internal enum CredentialSource
{
    /// <summary>In the store: it can be changed by requests.</summary>
    Stored,

    /// <summary>In the server's configuration (<c>GuestLogons</c>), its password in a file.</summary>
    Configured,

    /// <summary>It came with a request; nothing but what the lock-out guard knows of it is kept.</summary>
    Request,
}
