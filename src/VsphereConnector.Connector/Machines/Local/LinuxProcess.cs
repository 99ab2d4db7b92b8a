using System.Globalization;
using System.Text;

namespace VsphereConnector.Connector.Machines.Local;

/// <summary>A process as <c>/proc</c> shows it (proc(5)).</summary>
internal sealed record LinuxProcess(int Id, string Name, int Parent, int Session, bool HasEnded)
{
    private const string Folder = "/proc";

    public static IReadOnlyList<LinuxProcess> All() => [.. Directory.EnumerateDirectories(Folder).Select(Path.GetFileName)
        .Select(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? Read(id) : null)
        .OfType<LinuxProcess>()];

    /// <summary>Whether its environment had, when it was started, a variable that begins so; no where that cannot be seen.</summary>
    public static bool HasVariable(int id, string beginning)
    {
        var bytes = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(beginning));
        return TryRead($"{Folder}/{id}/environ") is { } environment
            && (environment.StartsWith(bytes, StringComparison.Ordinal) || environment.Contains('\0' + bytes, StringComparison.Ordinal));
    }

    /// <summary>The name stands in brackets and may hold anything, brackets too.</summary>
    private static LinuxProcess? Read(int id)
    {
        if (TryRead($"{Folder}/{id}/stat") is not { } text || (text.IndexOf('('), text.LastIndexOf(')')) is not ( > 0 and var from, > 0 and var to))
        {
            return null;
        }

        var fields = text[(to + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields is [[var state], var parent, _, var session, ..]
            ? new(id, text[(from + 1)..to], int.Parse(parent, CultureInfo.InvariantCulture), int.Parse(session, CultureInfo.InvariantCulture), state is 'Z' or 'X')
            : null;
    }

    private static string? TryRead(string path)
    {
        try
        {
            return Encoding.Latin1.GetString(File.ReadAllBytes(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
