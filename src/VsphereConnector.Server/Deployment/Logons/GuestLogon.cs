using VsphereConnector.Vim25.Guest;

namespace VsphereConnector.Server.Deployment.Logons;

/// <summary>How the guest operations of one run prove who they are.</summary>
/// <param name="Description">What the ledger says of it; never a secret.</param>
/// <param name="GetAsync">
/// Gives what the next guest operation shows. Asked anew each time: vCenter's tokens may be shorter-lived than an installation.
/// </param>
internal sealed record GuestLogon(string Description, Func<CancellationToken, ValueTask<GuestAuthentication>> GetAsync)
{
    public static GuestLogon ByPassword(string username, string password)
    {
        var authentication = new NamePasswordAuthentication(username, password);
        return new GuestLogon($"the password of {username}", _ => ValueTask.FromResult<GuestAuthentication>(authentication));
    }

    public static GuestLogon ByAlias(string account, string vCenter, ServiceTokens tokens) => new(
        $"the guest alias of {account} and a token of this server's account",
        async cancellationToken => new SamlTokenAuthentication((await tokens.GetAsync(vCenter, cancellationToken)).Xml, account));
}
