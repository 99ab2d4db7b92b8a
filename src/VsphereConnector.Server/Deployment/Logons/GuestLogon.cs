using VsphereConnector.Server.Credentials.Guard;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Vim25.Guest;

namespace VsphereConnector.Server.Deployment.Logons;

/// <summary>How the guest operations of one run prove who they are.</summary>
/// <param name="Description">What the ledger says of it, and why it was chosen; never a secret.</param>
/// <param name="GetAsync">
/// Gives what the next guest operation shows. Asked anew each time: vCenter's tokens may be shorter-lived than an installation.
/// </param>
internal sealed record GuestLogon(string Description, Func<CancellationToken, ValueTask<GuestAuthentication>> GetAsync)
{
    /// <summary>What the lock-out guard watches over; null where nothing can be locked.</summary>
    public GuardedLogon? Guarded { get; init; }

    /// <summary>The account of a guest alias; null where a password is shown.</summary>
    public string? AliasAccount { get; init; }

    // A field, so that no ToString shows it.
    private (string Account, string Password)? _password;

    public static GuestLogon ByPassword(string description, string account, string password, GuardedLogon guarded)
    {
        var authentication = new NamePasswordAuthentication(account, password);
        return new GuestLogon(description, _ => ValueTask.FromResult<GuestAuthentication>(authentication))
        {
            Guarded = guarded,
            _password = (account, password),
        };
    }

    /// <summary>The password of an account, where it is the one of this logon.</summary>
    public string? FindPassword(string account) =>
        _password is { } known && WindowsAccountName.AreSame(known.Account, account) ? known.Password : null;

    public static GuestLogon ByAlias(string account, string vCenter, ServiceTokens tokens, string because = "") => new(
        $"the guest alias of {account} and a token of this server's account{because}",
        async cancellationToken => new SamlTokenAuthentication((await tokens.GetAsync(vCenter, cancellationToken)).Xml, account))
    {
        AliasAccount = account,
    };
}
