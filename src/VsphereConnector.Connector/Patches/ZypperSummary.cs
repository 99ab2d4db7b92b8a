using System.Text.RegularExpressions;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.Patches;

/// <summary>
/// How zypper tells with <c>--details</c> what it would do: a sentence for each kind of change, below it the names, and below each name its
/// version, or the one before and the one after. An empty line ends a list.
/// </summary>
internal static partial class ZypperSummary
{
    private const string Arrow = " -> ";

    public static IReadOnlyList<PatchChange> Read(string output)
    {
        var changes = new List<PatchChange>();
        var (kind, name) = ("", "");
        foreach (var line in output.Split('\n').Select(line => line.TrimEnd('\r')))
        {
            if (Sentence().Match(line) is { Success: true } sentence)
            {
                (kind, name) = (sentence.Groups["kind"].Value, "");
            }
            else if (line.Length == 0)
            {
                kind = "";
            }
            else if (kind.Length > 0 && !line.StartsWith(' '))
            {
                name = line.Trim();
            }
            else if (kind.Length > 0 && name.Length > 0)
            {
                changes.Add(Change(kind, name, line.Trim()));
                name = "";
            }
        }

        return changes;
    }

    private static PatchChange Change(string kind, string name, string version) => kind == "REMOVED" ? new(name, version, null)
        : version.Split(Arrow) is [var before, var after] ? new(name, before, after)
        : new(name, null, version);

    [GeneratedRegex(
        @"^The following (\d+ )?(NEW )?packages? (is|are) going to be (?<kind>installed|upgraded|downgraded|REMOVED):",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Sentence();
}
