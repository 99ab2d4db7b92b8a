using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace VsphereConnector.Server.Credentials;

/// <summary>A secret as it is sent; it is never answered.</summary>
internal record SecretRequest
{
    [Description("The account's password, in one line.")]
    public string? Password { get; init; }

    [Description("Instead of a password, for SSH: a private key as OpenSSH reads it, the whole text of its file.")]
    public string? PrivateKey { get; init; }

    [Description("Opens the private key.")]
    public string? Passphrase { get; init; }

    [Description("For sudo, where it asks for another password than that of the account.")]
    public string? SudoPassword { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; init; }

    public CredentialSecret ToSecret() => new() { Password = Password, PrivateKey = PrivateKey, Passphrase = Passphrase, SudoPassword = SudoPassword };
}

/// <summary>A credential to be added.</summary>
internal sealed record AddCredentialRequest : SecretRequest
{
    [Description("What requests call it: up to 100 letters, digits, '.', '-', '_' and '@'.")]
    public string? Name { get; init; }

    [Description("What it opens: Guest (guest operations), Ssh, Smb; one or several.")]
    public IReadOnlyList<CredentialKind>? Kinds { get; init; }

    [Description("The account, such as root.")]
    public string? Username { get; init; }

    [Description("The Windows domain of the account, where it has one.")]
    public string? Domain { get; init; }

    [Description("Where it may be used. Missing: everywhere.")]
    public CredentialScope? Scope { get; init; }
}

/// <summary>Another secret in the place of the one before.</summary>
internal sealed record RotateCredentialRequest : SecretRequest
{
    [Description("Another account; missing: the same one.")]
    public string? Username { get; init; }

    [Description("The version that you have seen; where it is another one by now, nothing is changed. Missing: whatever is there.")]
    public long? Version { get; init; }
}

/// <summary>What else of a credential can be changed.</summary>
internal sealed record ChangeCredentialRequest
{
    [Description("Missing: as before.")]
    public IReadOnlyList<CredentialKind>? Kinds { get; init; }

    [Description("Missing: as before.")]
    public CredentialScope? Scope { get; init; }

    [Description("The version that you have seen; where it is another one by now, nothing is changed. Missing: whatever is there.")]
    public long? Version { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; init; }
}
