namespace VsphereConnector.Simulator.Guests.Files;

/// <summary>Takes the paths of one kind of guest apart and puts them together.</summary>
internal sealed class GuestPath(bool windows)
{
    public static GuestPath Linux { get; } = new(false);

    public static GuestPath Windows { get; } = new(true);

    public StringComparer NameComparer => windows ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    public char Separator => windows ? '\\' : '/';

    public string[] Split(string path)
    {
        if (path.Contains('\0', StringComparison.Ordinal) || path.Length > 4096)
            throw new FileSystemException(FileFailure.InvalidPath, path);
        var parts = (windows ? path.Replace('/', '\\') : path).Split(Separator, StringSplitOptions.RemoveEmptyEntries);
        if (windows ? parts is not [[_, ':'], ..] : !path.StartsWith('/'))
            throw new FileSystemException(FileFailure.InvalidPath, path);
        return Normalize(parts, path);
    }

    public string Join(IEnumerable<string> segments) => windows ? string.Join('\\', segments) : '/' + string.Join('/', segments);

    public string Combine(string folder, string name) => folder.EndsWith(Separator) ? folder + name : folder + Separator + name;

    public string NameOf(string path) => path[(path.LastIndexOfAny(windows ? ['\\', '/'] : ['/']) + 1)..];

    private string[] Normalize(string[] parts, string path)
    {
        if (!parts.Contains(".") && !parts.Contains(".."))
            return parts;
        List<string> normal = [];
        foreach (var part in parts.Where(part => part != "."))
        {
            if (part != "..")
                normal.Add(part);
            else if (normal.Count > (windows ? 1 : 0))
                normal.RemoveAt(normal.Count - 1);
        }

        return normal.Count == 0 && windows ? throw new FileSystemException(FileFailure.InvalidPath, path) : [.. normal];
    }
}
