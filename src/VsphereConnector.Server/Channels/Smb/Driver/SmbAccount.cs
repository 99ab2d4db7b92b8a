using VsphereConnector.Server.Credentials;
using VsphereConnector.Server.Credentials.Guard;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Channels.Smb.Driver;

/// <summary>An account by which a machine is logged on to.</summary>
/// <param name="User">Its name.</param>
/// <param name="Domain">Null: an account of the machine.</param>
/// <param name="Password">Never in its text.</param>
/// <param name="Logon">How the lock-out guard knows it.</param>
internal sealed record SmbAccount(string User, string? Domain, string Password, GuardedLogon Logon)
{
    public override string ToString() => Logon.Account;
}

/// <summary>Finds the account for a machine.</summary>
internal sealed class SmbAccounts(CredentialStore store)
{
    /// <summary>The logon that came with the operation, else the credential that is named, else the one whose scope holds; null where there is none.</summary>
    public async Task<SmbAccount?> FindAsync(OperationRun run, string? named, CredentialTarget target, CancellationToken cancellationToken)
    {
        if (await run.GetSecretAsync(OperationSecretNames.GuestLogon, cancellationToken) is { } secret)
        {
            var given = GuestLogonSecret.Parse(secret);
            return Account(given.Username, null, given.Password, store.LogonOf(given.Username, given.Password));
        }

        var credential = named is null ? null : await store.OpenAsync(named, cancellationToken);
        if (credential?.Secret.Password is null || !credential.Kinds.Contains(CredentialKind.Smb))
        {
            credential = await store.FindForAsync(CredentialKind.Smb, target, cancellationToken);
        }

        return credential?.Secret.Password is { } password ? Account(credential.Username, credential.Domain, password, credential.Logon) : null;
    }

    /// <summary>People write <c>DOMAIN\user</c> in one word as well.</summary>
    private static SmbAccount Account(string user, string? domain, string password, GuardedLogon logon) =>
        domain is null && user.Split('\\') is [var first, var second]
            ? new SmbAccount(second, first is "." or "" ? null : first, password, logon)
            : new SmbAccount(user, domain, password, logon);
}
