using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.Agents;

/// <summary>The paths of a package: relative, with slashes, and never out of the agent's folder, on any system.</summary>
internal static class PackagePath
{
    private const int LongestPath = 240, LongestSegment = 120;

    /// <summary>What is wrong with a path; null where nothing is. One that ends with a slash is a folder.</summary>
    public static string? Refusal(string path)
    {
        var segments = path.TrimEnd('/').Split('/');
        return path.Length is 0 or > LongestPath ? "it is empty or too long"
            : path.StartsWith('/') ? "it is absolute"
            : Array.Exists(segments, segment => segment.Length == 0) ? "it has an empty part"
            : Array.Exists(segments, segment => segment is "." or "..") ? "it leads out of its folder"
            : Array.Exists(segments, segment => segment.Length > LongestSegment) ? "a part of it is too long"
            : path.Any(letter => letter is '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|' || char.IsControl(letter)) ? "it has a character that not every system takes"
            : Array.Exists(segments, AgentManifest.IsDevice) ? "a part of it is the name of a device"
            : Array.Exists(segments, segment => segment[^1] is '.' or ' ') ? "a part of it ends with a dot or a blank"
            : null;
    }

    /// <summary>The full path below a folder, in the manner of the folder's machine.</summary>
    public static string Below(string folder, string path)
    {
        var separator = folder.Contains('\\') ? '\\' : '/';
        return $"{folder}{separator}{path.TrimEnd('/').Replace('/', separator)}";
    }
}
