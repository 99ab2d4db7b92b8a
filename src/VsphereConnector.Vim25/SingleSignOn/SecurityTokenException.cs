namespace VsphereConnector.Vim25.SingleSignOn;

/// <summary>The security token service refused to issue a token.</summary>
/// <param name="code">The fault's code without its prefix.</param>
/// <param name="reason">What the service said.</param>
/// <param name="authority">Whose service it is.</param>
public sealed class SecurityTokenException(string code, string reason, string authority)
    : VimException($"The security token service at {authority} refused: {reason} ({code}).{Remedy(code)}")
{
    /// <summary>The fault's code (WS-Trust 1.3, 11): <c>FailedAuthentication</c>, <c>InvalidTimeRange</c>, <c>InvalidRequest</c>, <c>RequestFailed</c> …</summary>
    public string Code => code;

    /// <summary>The user, the password or the certificate was refused. Never try it in a loop: accounts are locked.</summary>
    public bool IsRefusedLogon => code is "FailedAuthentication" or "InvalidSecurityToken" or "FailedCheck";

    private static string Remedy(string code) => code switch
    {
        "FailedAuthentication" => " Check user name and password of the service account; after several failures Single Sign-On locks it.",
        "InvalidSecurityToken" or "FailedCheck" => " Check that Single Sign-On knows the certificate of the service account.",
        "InvalidTimeRange" or "ExpiredData" or "MessageExpired" => " Check that the clocks of this server and of vCenter agree.",
        _ => "",
    };
}
