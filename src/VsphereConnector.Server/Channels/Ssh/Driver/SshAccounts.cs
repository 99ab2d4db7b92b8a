using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Credentials;
using VsphereConnector.Server.Credentials.Guard;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Channels.Ssh.Driver;

/// <summary>Finds the account by which a machine is logged on to. Every logon asks the lock-out guard first, and tells what came of it.</summary>
internal sealed class SshAccounts(CredentialStore store, LockoutGuard guard)
{
    /// <summary>
    /// The logon that came with the operation, else the credential that is named, else the one whose scope holds; null where there is none.
    /// What came to install into a virtual machine is for its guest operations alone.
    /// </summary>
    public async Task<SshAccount?> ForAsync(
        OperationRun? run, string? named, GuardedMachine machine, CredentialTarget target, CancellationToken cancellationToken)
    {
        if (run is not null and not { Operation: { Kind: OperationKind.InstallConnector, Target.Kind: TargetKind.VirtualMachine } } && await run.GetSecretAsync(OperationSecretNames.GuestLogon, cancellationToken) is { } secret)
        {
            var given = GuestLogonSecret.Parse(secret);
            var logon = store.LogonOf(given.Username, given.Password);
            return Account(given.Username, new SshPassword(given.Password), given.Password, logon, machine, run.Operation.Id);
        }

        var credential = named is null ? null : await store.OpenAsync(named, cancellationToken);
        if (credential?.Kinds.Contains(CredentialKind.Ssh) is not true)
        {
            credential = await store.FindForAsync(CredentialKind.Ssh, target, cancellationToken);
        }

        return credential is null ? null : Account(
            credential.Username,
            AuthenticationOf(credential.Secret),
            credential.Secret.SudoPassword ?? credential.Secret.Password,
            credential.Logon,
            machine,
            run?.Operation.Id);
    }

    private SshAccount Account(
        string user, SshAuthentication authentication, string? sudoPassword, GuardedLogon logon, GuardedMachine machine, Guid? operationId) => new()
    {
        User = user,
        Authentication = authentication,
        SudoPassword = sudoPassword,
        Fingerprint = logon.Fingerprint,
        Guard = GuardOf(logon, machine, operationId),
        PasswordRefused = () => guard.RefusedAsync(logon, machine, CancellationToken.None),
    };

    private static SshAuthentication AuthenticationOf(CredentialSecret secret) =>
        secret.PrivateKey is { } key ? new SshPrivateKeyText(key, secret.Passphrase) : new SshPassword(secret.Password!);

    private SshLogonGuard GuardOf(GuardedLogon logon, GuardedMachine machine, Guid? operationId) => async cancellationToken =>
    {
        var attempt = await guard.BeginAsync(logon, machine, operationId, cancellationToken);
        return fault => attempt.EndAsync(VerdictOf(fault));
    };

    private static LogonVerdict VerdictOf(SshFault? fault) => fault switch
    {
        null => LogonVerdict.Accepted,
        SshFault.PermissionDenied => LogonVerdict.Refused,
        SshFault.TimedOut or SshFault.ConnectionLost or SshFault.OutcomeUnknown => LogonVerdict.Unknown,
        _ => LogonVerdict.NotTried,
    };
}

/// <summary>An account, and how it proves who it is.</summary>
internal sealed record SshAccount
{
    public required string User { get; init; }

    public required SshAuthentication Authentication { get; init; }

    /// <summary>For a sudo that asks; null where none is known.</summary>
    public required string? SudoPassword { get; init; }

    /// <summary>Differs where the secret does, and tells nothing of it.</summary>
    public required string Fingerprint { get; init; }

    public required SshLogonGuard Guard { get; init; }

    /// <inheritdoc cref="SshRoute.PasswordRefused"/>
    public required Func<Task> PasswordRefused { get; init; }
}
