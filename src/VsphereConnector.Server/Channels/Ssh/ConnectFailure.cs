using System.Text.RegularExpressions;

namespace VsphereConnector.Server.Channels.Ssh;

/// <summary>
/// Why a connection did not come about. OpenSSH tells it by the text of its last words and by nothing else; they are never translated.
/// What the other side may have said comes before them, and does not count.
/// </summary>
internal static partial class ConnectFailure
{
    private const string Debug = "debug1: ";
    private const string Nothing = "it ended without a word";

    public static SshException Classify(SshTarget target, IReadOnlyList<string> log, TimeSpan limit)
    {
        var words = log.Where(line => !line.StartsWith("debug", StringComparison.Ordinal)).ToList();
        foreach (var line in words.AsEnumerable().Reverse())
        {
            if (Classify(target, line, log, limit) is { } failure)
            {
                return failure;
            }
        }

        return SshErrors.ConnectionLost(target, words.Count > 0 ? words[^1] : Nothing);
    }

    /// <summary>The methods of authentication that the other side offered; empty where it did not come to that.</summary>
    public static string OfferedMethods(IReadOnlyList<string> log) => log.Reverse().Select(line => Denied().Match(line))
        .FirstOrDefault(match => match.Success)?.Groups["methods"].Value ?? "";

    private static SshException? Classify(SshTarget target, string line, IReadOnlyList<string> log, TimeSpan limit) => line switch
    {
        _ when Has(line, "Bad configuration option") || Has(line, ClientConfiguration.MasterFile) => SshErrors.ClientRefused(line),
        _ when Has(line, "Could not resolve hostname") => SshErrors.NameUnknown(target, line),
        _ when Has(line, "Host key verification failed") => SshErrors.HostKeyChanged(target, Presented(log)),
        _ when Has(line, "Unable to negotiate with") => SshErrors.NotNegotiable(target, line),
        _ when Denied().IsMatch(line) => KeyProblem(log) is { } problem && target.Authentication is SshPrivateKey
            ? SshErrors.KeyUnusable(target, problem)
            : SshErrors.PermissionDenied(target, OfferedMethods(log)),
        _ when Has(line, "Too many authentication failures") => SshErrors.PermissionDenied(target, "fewer keys than the agent offers"),
        _ when Has(line, "Connection refused") => SshErrors.Refused(target),
        _ when Has(line, "timed out") || Has(line, "not responding") => SshErrors.ConnectTimedOut(target, limit, HasAnswered(log)),
        _ when Has(line, "No route to host") || Has(line, "is unreachable") || Has(line, "Host is down") => SshErrors.NotReachable(target, line),
        _ when Has(line, "kex_exchange_identification") || Has(line, "banner exchange") || Has(line, "Connection closed by") || Has(line, "Connection reset by") =>
            HasAuthenticated(log) ? SshErrors.ConnectionLost(target, line) : SshErrors.ClosedEarly(target, line),
        _ => null,
    };

    public static bool HasAnswered(IReadOnlyList<string> log) => log.Any(line => line.StartsWith(Debug + "Remote protocol version", StringComparison.Ordinal));

    private static bool HasAuthenticated(IReadOnlyList<string> log) => log.Any(line => line.StartsWith("Authenticated to ", StringComparison.Ordinal));

    private static string Presented(IReadOnlyList<string> log) => log.Select(line => ServerKey().Match(line))
        .FirstOrDefault(match => match.Success)?.Groups["key"].Value ?? "none that could be read";

    /// <summary>Null: the key was used, and is not wanted there.</summary>
    private static string? KeyProblem(IReadOnlyList<string> log) =>
        log.LastOrDefault(line => KeyTrouble().IsMatch(line)) is { } line ? line.Replace(Debug, "", StringComparison.Ordinal)
        : log.Any(line => line.StartsWith(Debug + "Server accepts key", StringComparison.Ordinal)) && !log.Any(line => Has(line, "partial success"))
            ? "its public half is accepted there, but it could not be unlocked here."
            : null;

    private static bool Has(string line, string words) => line.Contains(words, StringComparison.Ordinal);

    [GeneratedRegex(@": Permission denied \((?<methods>[^)]*)\)\.?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Denied();

    [GeneratedRegex(@"^debug1: Server host (key|certificate): (?<key>\S+ SHA256:\S+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ServerKey();

    [GeneratedRegex(@"^(debug1: )?(Load key ""identity""|no such identity: identity|key_load_private)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex KeyTrouble();
}
