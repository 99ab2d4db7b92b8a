using System.Text.Json;
using System.Text.Json.Serialization;

namespace VsphereConnector.Server.Credentials;

/// <summary>What a credential proves its account with: a password or a private key. Its text shows neither.</summary>
internal sealed record CredentialSecret
{
    public string? Password { get; init; }

    /// <summary>A private key as OpenSSH reads it, the whole text of its file.</summary>
    public string? PrivateKey { get; init; }

    /// <summary>Opens the private key.</summary>
    public string? Passphrase { get; init; }

    /// <summary>For <c>sudo</c>, where it asks for another password than the one above.</summary>
    public string? SudoPassword { get; init; }

    /// <summary>What there is of it, for people.</summary>
    [JsonIgnore]
    public IReadOnlyList<CredentialSecretPart> Parts =>
    [
        .. new (string? Value, CredentialSecretPart Part)[]
        {
            (Password, CredentialSecretPart.Password),
            (PrivateKey, CredentialSecretPart.PrivateKey),
            (Passphrase, CredentialSecretPart.Passphrase),
            (SudoPassword, CredentialSecretPart.SudoPassword),
        }.Where(part => part.Value is not null).Select(part => part.Part),
    ];

    public static CredentialSecret Parse(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, CredentialJson.Default.CredentialSecret)!;

    public byte[] Format() => JsonSerializer.SerializeToUtf8Bytes(this, CredentialJson.Default.CredentialSecret);

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", Parts);
}

/// <summary>A part of a secret.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CredentialSecretPart>))]
internal enum CredentialSecretPart
{
    Password,
    PrivateKey,
    Passphrase,
    SudoPassword,
}

/// <summary>How secrets and scopes are written into columns.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CredentialSecret))]
[JsonSerializable(typeof(CredentialScope))]
[JsonSerializable(typeof(IReadOnlyList<CredentialKind>))]
[JsonSerializable(typeof(IReadOnlyList<CredentialSecretPart>))]
internal sealed partial class CredentialJson : JsonSerializerContext;
