using VsphereConnector.Contracts.Operations;
using VsphereConnector.Vim25.SingleSignOn;

namespace VsphereConnector.Server.Deployment.Aliases;

/// <summary>What goes wrong with guest aliases, in the words of the person who can help.</summary>
internal static class AliasErrors
{
    public static OperationError TokenWithoutIssuer { get; } = new(
        "token-without-issuer", "vCenter's token does not carry the certificate of its issuer, which a guest alias needs.", "Report it with the version of vCenter.");

    /// <param name="machine">The virtual machine.</param>
    /// <param name="account">The account in the guest.</param>
    /// <param name="token">The token that it did not take.</param>
    /// <param name="known">What is known of the alias; null where nothing is.</param>
    public static OperationError NotAccepted(string machine, string account, SamlToken token, KnownAlias? known)
    {
        var message = $"'{machine}' does not take a token of {token.Subject} as {account}.";
        return known?.AddedAt is null
            ? new OperationError("guest-alias-not-accepted", message, $"Add the alias first ('alias bootstrap {machine}'). {Others}")
            : Another(known, token) is { } difference
                ? new OperationError("guest-alias-not-accepted", $"{message} {difference}", $"Add the alias again ('alias bootstrap {machine}').")
                : new OperationError(
                    "guest-alias-not-accepted",
                    $"{message} The alias was added on {known.AddedAt.Value.UtcDateTime:yyyy-MM-dd}.",
                    $"Add it again ('alias bootstrap {machine}') where somebody has removed or changed it in the guest. {Others}");
    }

    private const string Others =
        "See also that the clocks of guest and vCenter differ by less than 5 minutes, and on Windows that tools.conf has [guestoperations] "
        + "allowLocalSystemImpersonationBypass=true for SYSTEM.";

    private static string? Another(KnownAlias known, SamlToken token) => (known.Subject == token.Subject, IsIssuer(known, token)) switch
    {
        (false, _) => $"The alias is for {known.Subject}: this server has another account in vCenter now.",
        (_, false) => "vCenter signs its tokens with another certificate than when the alias was added.",
        _ => null,
    };

    private static bool IsIssuer(KnownAlias known, SamlToken token) =>
        token.IssuerCertificate is { } certificate && GuestAliasView.ThumbprintOf(certificate) == known.Issuer;
}
