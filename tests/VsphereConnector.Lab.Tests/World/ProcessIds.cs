using System.Globalization;

namespace VsphereConnector.Lab.Tests.World;

/// <summary>Process ids across nested PID namespaces, as Linux tells them.</summary>
internal static class ProcessIds
{
    /// <summary>The only child of a process that has just one, or null while it has none.</summary>
    public static int? ChildOf(int process)
    {
        try
        {
            var id = process.ToString(CultureInfo.InvariantCulture);
            var children = File.ReadAllText($"/proc/{id}/task/{id}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return children.Length == 0 ? null : int.Parse(children[0], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null; // it has ended
        }
    }

    /// <summary>The id that a process has in the namespace <paramref name="depth"/> levels below this one.</summary>
    public static int InNamespace(int process, int depth)
    {
        var line = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/status"))
            .First(line => line.StartsWith("NSpid:", StringComparison.Ordinal));
        return int.Parse(line.Split('\t')[1 + depth], CultureInfo.InvariantCulture);
    }
}
