using System.ComponentModel;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Credentials.Guard;

namespace VsphereConnector.Server.Credentials;

/// <summary>A credential as callers see it: all of it but the secret.</summary>
internal sealed record CredentialView
{
    public required string Name { get; init; }

    [Description("Stored; Configured: in the server's configuration, which requests cannot change; Request: a suspended logon that came with a request.")]
    public required CredentialSource Source { get; init; }

    public required IReadOnlyList<CredentialKind> Kinds { get; init; }

    public required string Username { get; init; }

    public string? Domain { get; init; }

    public required CredentialScope Scope { get; init; }

    [Description("What there is of the secret; empty where a guest alias lets the server in.")]
    public required IReadOnlyList<CredentialSecretPart> Secret { get; init; }

    [Description("Unproved: no machine has accepted it yet. Good. Suspended: it was refused, and nobody tries it until it is confirmed or its secret is replaced.")]
    public LogonState State { get; init; }

    public DateTimeOffset? LastWorkedAt { get; init; }

    [Description("The machine that accepted it last.")]
    public string? LastWorkedOn { get; init; }

    public DateTimeOffset? LastRefusedAt { get; init; }

    [Description("The machine that refused it last.")]
    public string? LastRefusedBy { get; init; }

    public DateTimeOffset? SuspendedAt { get; init; }

    public DateTimeOffset? ConfirmedAt { get; init; }

    public string? ConfirmedBy { get; init; }

    public required CredentialUseView UsedBy { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public string? CreatedBy { get; init; }

    [Description("When the secret was last replaced.")]
    public DateTimeOffset? RotatedAt { get; init; }

    [Description("Grows with each change; a change may name the one that it is based on.")]
    public long? Version { get; init; }

    public static CredentialView Of(StoredCredential credential, LogonRow? logon, long operations, long endpoints) => new CredentialView
    {
        Name = credential.Name,
        Source = CredentialSource.Stored,
        Kinds = credential.Kinds,
        Username = credential.Username,
        Domain = credential.Domain,
        Scope = credential.Scope,
        Secret = credential.SecretParts,
        UsedBy = new CredentialUseView(operations, endpoints, logon?.Machines ?? 0),
        CreatedAt = credential.CreatedAt,
        CreatedBy = credential.CreatedBy,
        RotatedAt = credential.RotatedAt,
        Version = credential.Version,
    }.With(logon);

    public static CredentialView Of(GuestLogonOptions configured, LogonRow? logon, long operations) => new CredentialView
    {
        Name = configured.Name,
        Source = CredentialSource.Configured,
        Kinds = [CredentialKind.Guest],
        Username = configured.Username,
        Scope = new CredentialScope(),
        Secret = configured.Alias ? [] : [CredentialSecretPart.Password],
        UsedBy = new CredentialUseView(operations, 0, logon?.Machines ?? 0),
    }.With(logon);

    public static CredentialView Of(LogonRow given) => new CredentialView
    {
        Name = GuardedLogon.NameOf(given.Fingerprint),
        Source = CredentialSource.Request,
        Kinds = [CredentialKind.Guest],
        Username = given.Username,
        Scope = new CredentialScope(),
        Secret = [CredentialSecretPart.Password],
        UsedBy = new CredentialUseView(0, 0, given.Machines),
    }.With(given);

    private CredentialView With(LogonRow? logon) => logon is null ? this : this with
    {
        State = logon.Standing.State,
        LastWorkedAt = logon.AcceptedAt,
        LastWorkedOn = logon.AcceptedBy,
        LastRefusedAt = logon.RefusedAt,
        LastRefusedBy = logon.RefusedBy,
        SuspendedAt = logon.SuspendedAt,
        ConfirmedAt = logon.ConfirmedAt,
        ConfirmedBy = logon.ConfirmedBy,
    };
}

/// <summary>What uses a credential.</summary>
internal sealed record CredentialUseView(
    [property: Description("Operations that name it and have not ended.")] long Operations,
    [property: Description("Registered endpoints whose account it is.")] long Endpoints,
    [property: Description("Machines that have accepted it with the secret that it has now.")] long Machines);
