using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Server.Credentials.Guard;

/// <summary>Why a logon is not tried, and who can change that.</summary>
internal static class LogonErrors
{
    /// <summary>Operations whose reason to wait has this code wait for a person.</summary>
    public const string Suspended = "credential-suspended";

    public static OperationError CredentialSuspended(GuardedLogon logon, LogonRow row) => new(
        Suspended,
        $"The credential '{logon.Name}' is suspended: {Evidence(row)}",
        $"Whoever administers credentials replaces its secret ('credentials rotate {logon.Name}'), or confirms that it is right ('credentials confirm {logon.Name}').");

    /// <summary>Waiting would not help: the operation carries this very secret.</summary>
    public static OperationError GivenLogonSuspended(GuardedLogon logon, LogonRow row) => new(
        "guest-logon-refused",
        $"The password given for '{logon.Account}' is not tried any more: {Evidence(row)}",
        $"Submit it again with the right password. Where this one is right, confirm it first ('credentials confirm {logon.Name}').");

    public static OperationError RefusedTwice(GuardedLogon logon, string machine) => new(
        "guest-logon-refused",
        $"'{machine}' refused the logon of '{logon.Account}' twice.",
        "Check user name and password for this machine; no further try is made, so that the account is not locked. Where it is right now, "
        + $"confirm it ('credentials confirm {logon.Name}') and submit the operation again.");

    private static string Evidence(LogonRow row) =>
        row.RefusedBy is null
            ? "tries of it were not answered, and more of them could lock the account."
            : $"'{row.RefusedBy}' refused it, and more tries could lock the account.";
}
