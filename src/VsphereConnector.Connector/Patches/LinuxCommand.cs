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

    public static ProcessStart Of(string program, params IEnumerable<string> arguments) =>
        new() { Program = program, Arguments = [.. arguments], Environment = Environment, WorkingDirectory = "/" };

    /// <summary>The first line that begins so; empty where none does.</summary>
    public static string Line(string output, params string[] beginnings) =>
        output.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => Array.Exists(beginnings, beginning => line.StartsWith(beginning, StringComparison.Ordinal))) ?? "";
}
