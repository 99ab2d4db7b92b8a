using System.Text.RegularExpressions;

namespace VsphereConnector.Server.Deployment;

/// <summary>The names of Windows accounts, as people write them.</summary>
internal static partial class WindowsAccountName
{
    private const int Longest = 200;

    private const string OfThisMachine = @".\";

    private static readonly string[] System = ["SYSTEM", "LocalSystem", @"NT AUTHORITY\SYSTEM"];

    /// <summary>Whether it may be the name of an account, with or without a domain.</summary>
    public static bool IsOne(string account) => account.Length <= Longest && Name().IsMatch(account);

    /// <summary>Whether it is the account that a service has where nothing else is said.</summary>
    public static bool IsSystem(string account) => System.Contains(account, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether both are one account; of those of the machine people say so or not.</summary>
    public static bool AreSame(string one, string other) => string.Equals(Plain(one), Plain(other), StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"\A[\p{L}\p{Nd}_.][\p{L}\p{Nd}_.@\\$ -]*\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Name();

    private static string Plain(string account) => account.StartsWith(OfThisMachine, StringComparison.Ordinal) ? account[OfThisMachine.Length..] : account;
}
