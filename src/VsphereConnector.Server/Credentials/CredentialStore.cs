using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Credentials.Guard;
using VsphereConnector.Server.Storage;

namespace VsphereConnector.Server.Credentials;

/// <summary>
/// The credentials by which this server opens machines: those in the database, whose secrets are encrypted and never shown again, and the
/// configured guest logons, which it only reads.
/// </summary>
internal sealed class CredentialStore(
    Database database, IDataProtectionProvider protection, SecretFingerprints fingerprints, IOptions<ServerOptions> options, TimeProvider time)
{
    private readonly IDataProtector _protector = protection.CreateProtector("VsphereConnector.Credentials");

    /// <summary>The credentials of the store, in the order of their names.</summary>
    public Task<IReadOnlyList<StoredCredential>> ListAsync(CancellationToken cancellationToken) => database.ReadAsync(CredentialTable.List, cancellationToken);

    public Task<StoredCredential?> FindAsync(string name, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => CredentialTable.Find(connection, name), cancellationToken);

    /// <summary>The names that an operation may give as its guest logon.</summary>
    public IReadOnlyList<string> GuestLogonNames() =>
    [
        .. options.Value.GuestLogons.Select(logon => logon.Name),
        .. database.Read(CredentialTable.List).Where(credential => credential.Kinds.Contains(CredentialKind.Guest)).Select(credential => credential.Name),
    ];

    /// <summary>Whether an operation may give this name as its guest logon.</summary>
    public bool HasGuestLogon(string name) => FindConfigured(name) is not null
        || database.Read(connection => CredentialTable.Find(connection, name))?.Kinds.Contains(CredentialKind.Guest) == true;

    /// <summary>A credential with its secret; null where there is none of this name, or it is a guest alias, which has no secret.</summary>
    public async Task<Credential?> OpenAsync(string name, CancellationToken cancellationToken)
    {
        if (FindConfigured(name) is { } configured)
        {
            return configured.PasswordFile is { } file ? await OpenConfiguredAsync(configured, file, cancellationToken) : null;
        }

        var (stored, secret) = await database.ReadAsync(
            connection => (CredentialTable.Find(connection, name), CredentialTable.FindProtected(connection, name)), cancellationToken);
        return stored is null ? null : Open(stored, secret!);
    }

    /// <summary>The credential of the store that is meant for a machine: of those whose scope holds, the narrowest; null where none does.</summary>
    public async Task<Credential?> FindForAsync(CredentialKind kind, CredentialTarget target, CancellationToken cancellationToken)
    {
        var fitting = (await ListAsync(cancellationToken))
            .Where(credential => credential.Kinds.Contains(kind) && credential.Scope.Holds(target))
            .MaxBy(credential => credential.Scope.Rank(target));
        return fitting is null ? null : await OpenAsync(fitting.Name, cancellationToken);
    }

    /// <summary>A logon that came with a request, as the lock-out guard knows it.</summary>
    public GuardedLogon LogonOf(string account, string password) =>
        new(fingerprints.Of(account, new CredentialSecret { Password = password }), account, null);

    /// <summary>How the lock-out guard knows the credential of a name; null where there is none.</summary>
    public async Task<string?> FindFingerprintAsync(string name, CancellationToken cancellationToken) =>
        FindConfigured(name) is { } configured
            ? await FingerprintOfAsync(configured, cancellationToken)
            : (await FindAsync(name, cancellationToken))?.Fingerprint;

    /// <summary>The fingerprint of a configured logon as its file is now; null where it has no password, or it cannot be read.</summary>
    public async Task<string?> FingerprintOfAsync(GuestLogonOptions configured, CancellationToken cancellationToken)
    {
        try
        {
            return configured.PasswordFile is { } file ? (await OpenConfiguredAsync(configured, file, cancellationToken)).Logon.Fingerprint : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Adds a credential. Null where there is one of this name already.</summary>
    public async Task<StoredCredential?> AddAsync(NewCredential added, string createdBy, CancellationToken cancellationToken)
    {
        if (FindConfigured(added.Name) is not null)
        {
            return null;
        }

        var now = time.GetUtcNow();
        var credential = new StoredCredential
        {
            Name = added.Name,
            Kinds = added.Kinds,
            Username = added.Username,
            Domain = added.Domain,
            Scope = added.Scope,
            SecretParts = added.Secret.Parts,
            Fingerprint = fingerprints.Of(Credential.AccountOf(added.Username, added.Domain), added.Secret),
            CreatedAt = now,
            CreatedBy = createdBy,
            RotatedAt = now,
            Version = 1,
        };
        var secret = _protector.Protect(added.Secret.Format());
        return await database.WriteAsync(connection => CredentialTable.Add(connection, credential, secret), cancellationToken) ? credential : null;
    }

    /// <summary>
    /// Writes what <paramref name="change"/> makes of a credential, and its secret where one is given. Null where another version is there by now.
    /// </summary>
    public Task<StoredCredential?> ChangeAsync(
        StoredCredential before, Func<StoredCredential, StoredCredential> change, CredentialSecret? secret, CancellationToken cancellationToken)
    {
        var next = change(before) with { Version = before.Version + 1 };
        if (secret is not null)
        {
            next = next with
            {
                SecretParts = secret.Parts,
                Fingerprint = fingerprints.Of(Credential.AccountOf(next.Username, next.Domain), secret),
                RotatedAt = time.GetUtcNow(),
            };
        }

        var text = secret is null ? null : _protector.Protect(secret.Format());
        return database.WriteAsync(connection => CredentialTable.Update(connection, next, text, before.Version) ? next : null, cancellationToken);
    }

    /// <summary>False where there is none of this name.</summary>
    public Task<bool> RemoveAsync(string name, CancellationToken cancellationToken) =>
        database.WriteAsync(connection => CredentialTable.Remove(connection, name), cancellationToken);

    /// <summary>The configured guest logon of a name; null where none is configured.</summary>
    public GuestLogonOptions? FindConfigured(string name) =>
        options.Value.GuestLogons.FirstOrDefault(logon => logon.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private Credential Open(StoredCredential stored, byte[] secret) => new()
    {
        Name = stored.Name,
        Source = CredentialSource.Stored,
        Kinds = stored.Kinds,
        Username = stored.Username,
        Domain = stored.Domain,
        Scope = stored.Scope,
        Secret = CredentialSecret.Parse(_protector.Unprotect(secret)),
        Logon = new GuardedLogon(stored.Fingerprint, Credential.AccountOf(stored.Username, stored.Domain), stored.Name),
    };

    private async Task<Credential> OpenConfiguredAsync(GuestLogonOptions configured, string passwordFile, CancellationToken cancellationToken)
    {
        var secret = new CredentialSecret { Password = await PasswordFile.ReadAsync(passwordFile, cancellationToken) };
        return new Credential
        {
            Name = configured.Name,
            Source = CredentialSource.Configured,
            Kinds = [CredentialKind.Guest],
            Username = configured.Username,
            Secret = secret,
            Logon = new GuardedLogon(fingerprints.Of(configured.Username, secret), configured.Username, configured.Name),
        };
    }
}

/// <summary>A credential to be added.</summary>
internal sealed record NewCredential
{
    public required string Name { get; init; }

    public required IReadOnlyList<CredentialKind> Kinds { get; init; }

    public required string Username { get; init; }

    public string? Domain { get; init; }

    public required CredentialScope Scope { get; init; }

    public required CredentialSecret Secret { get; init; }
}
