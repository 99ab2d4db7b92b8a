using VsphereConnector.Connector.Machines;

namespace VsphereConnector.Connector.Patches;

/// <summary>Commands of Linux package managers: nothing asks questions, and what is printed is English.</summary>
internal static class LinuxCommand
{
    private static readonly Dictionary<string, string> Environment = new()
    {
        ["LC_ALL"] = "C",
        ["DEBIAN_FRONTEND"] = "noninteractive",
        ["NEEDRESTART_MODE"] = "l",
    };

    /// <summary>"needs 5MB more space on" is rpm's, "enough free space" apt's; the first is the system's own.</summary>
    private static readonly string[] DiskFull = ["No space left on device", "enough free space", "more space on the", "not enough disk space"];

    public static ProcessStart Of(string program, params IEnumerable<string> arguments) =>
        new() { Program = program, Arguments = [.. arguments], Environment = Environment, WorkingDirectory = "/" };

    /// <summary>Whether a command that failed did so for want of room.</summary>
    public static bool HasFilledDisk(string output) => Array.Exists(DiskFull, text => output.Contains(text, StringComparison.OrdinalIgnoreCase));

    /// <summary>The first line that begins so; empty where none does.</summary>
    public static string Line(string output, params string[] beginnings) =>
        output.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => Array.Exists(beginnings, beginning => line.StartsWith(beginning, StringComparison.Ordinal))) ?? "";
}
