namespace VsphereConnector.Server.Credentials;

/// <summary>A credential of the store without its secret.</summary>
internal sealed record StoredCredential
{
    public required string Name { get; init; }

    public required IReadOnlyList<CredentialKind> Kinds { get; init; }

    public required string Username { get; init; }

    public string? Domain { get; init; }

    public required CredentialScope Scope { get; init; }

    public required IReadOnlyList<CredentialSecretPart> SecretParts { get; init; }

    public required string Fingerprint { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset RotatedAt { get; init; }

    /// <summary>Grows with each change: who changes it says which one was seen.</summary>
    public required long Version { get; init; }
}
