using System.Text.RegularExpressions;

namespace VsphereConnector.Server.Channels.Smb;

/// <summary>
/// What Windows answered, by the name that its documentation has for it, without the prefix (<c>NT_STATUS_</c>, <c>WERR_</c>, <c>ERROR_</c>):
/// the same thing bears the same name in all three lists, mostly.
/// </summary>
internal static partial class SmbStatus
{
    /// <summary>Win32 error codes (winerror.h) that a connection, a file or a service can end with.</summary>
    private static readonly Dictionary<int, string> Win32 = new()
    {
        [2] = "FILE_NOT_FOUND",
        [3] = "PATH_NOT_FOUND",
        [5] = "ACCESS_DENIED",
        [32] = "SHARING_VIOLATION",
        [39] = "HANDLE_DISK_FULL",
        [50] = "NOT_SUPPORTED",
        [53] = "BAD_NETPATH",
        [59] = "UNEXP_NET_ERR",
        [64] = "NETNAME_DELETED",
        [65] = "NETWORK_ACCESS_DENIED",
        [67] = "BAD_NET_NAME",
        [71] = "REQ_NOT_ACCEP",
        [86] = "INVALID_PASSWORD",
        [112] = "DISK_FULL",
        [121] = "SEM_TIMEOUT",
        [193] = "BAD_EXE_FORMAT",
        [216] = "EXE_MACHINE_TYPE_MISMATCH",
        [225] = "VIRUS_INFECTED",
        [384] = "SMB1_NOT_AVAILABLE",
        [1053] = "SERVICE_REQUEST_TIMEOUT",
        [1056] = "SERVICE_ALREADY_RUNNING",
        [1058] = "SERVICE_DISABLED",
        [1060] = "SERVICE_DOES_NOT_EXIST",
        [1069] = "SERVICE_LOGON_FAILED",
        [1072] = "SERVICE_MARKED_FOR_DELETE",
        [1073] = "SERVICE_EXISTS",
        [1203] = "NO_NET_OR_BAD_PATH",
        [1219] = "SESSION_CREDENTIAL_CONFLICT",
        [1222] = "NO_NETWORK",
        [1260] = "ACCESS_DISABLED_BY_POLICY",
        [1225] = "CONNECTION_REFUSED",
        [1231] = "NETWORK_UNREACHABLE",
        [1232] = "HOST_UNREACHABLE",
        [1236] = "CONNECTION_ABORTED",
        [1295] = "DISK_QUOTA_EXCEEDED",
        [1311] = "NO_LOGON_SERVERS",
        [1326] = "LOGON_FAILURE",
        [1327] = "ACCOUNT_RESTRICTION",
        [1328] = "INVALID_LOGON_HOURS",
        [1329] = "INVALID_WORKSTATION",
        [1330] = "PASSWORD_EXPIRED",
        [1331] = "ACCOUNT_DISABLED",
        [1385] = "LOGON_TYPE_NOT_GRANTED",
        [1460] = "TIMEOUT",
        [1722] = "RPC_S_SERVER_UNAVAILABLE",
        [1726] = "RPC_S_CALL_FAILED",
        [1793] = "ACCOUNT_EXPIRED",
        [1907] = "PASSWORD_MUST_CHANGE",
        [1909] = "ACCOUNT_LOCKED_OUT",
    };

    public static string OfWin32(int code) => Win32.TryGetValue(code, out var name) ? name : $"WIN32_{code}";

    /// <summary>The first one in what Samba's tools wrote, or null. They write it in every language as it is.</summary>
    public static string? Find(string text) => Written().Match(text) is { Success: true } match ? match.Groups["name"].Value : null;

    [GeneratedRegex(@"\b(?:NT_STATUS|WERR)_(?<name>[A-Z0-9_]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Written();
}
