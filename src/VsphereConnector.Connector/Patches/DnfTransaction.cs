using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.Patches;

/// <summary>
/// The table by which dnf and yum tell what they would do: headings such as <c>Upgrading:</c>, below each a row of name, architecture, version,
/// source and size for every package. A long name has the rest of its row in the next line.
/// </summary>
internal static class DnfTransaction
{
    private const int Columns = 5;

    private static readonly string[] Additions = ["Installing", "Upgrading", "Updating", "Downgrading"], Removals = ["Removing", "Erasing"];

    public static IReadOnlyList<PatchChange> Read(string output, IReadOnlyDictionary<string, string> installed)
    {
        var changes = new List<PatchChange>();
        var (heading, row) = ("", new List<string>());
        foreach (var line in output.Split('\n').TakeWhile(line => !line.StartsWith("Transaction Summary", StringComparison.Ordinal)))
        {
            if (!line.StartsWith(' '))
            {
                (heading, row) = (line.TrimEnd() is [.. var text, ':'] ? text.Split(' ')[0] : "", []);
                continue;
            }

            row.AddRange(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            if (row.Count >= Columns)
            {
                changes.AddRange(Change(heading, row, installed));
                row = [];
            }
        }

        return changes;
    }

    private static IEnumerable<PatchChange> Change(string heading, List<string> row, IReadOnlyDictionary<string, string> installed)
    {
        var (name, version) = (row[0], row[2].Contains(':') ? row[2] : $"0:{row[2]}");
        return Additions.Contains(heading) ? [new(name, installed.GetValueOrDefault(name), version)]
            : Removals.Contains(heading) ? [new(name, version, null)]
            : [];
    }
}
