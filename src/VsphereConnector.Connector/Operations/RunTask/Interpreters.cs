namespace VsphereConnector.Connector.Operations.RunTask;

/// <summary>How interpreters want their scripts: the ending of the file, and what goes before it.</summary>
internal static class Interpreters
{
    private static readonly string[] PowerShell = ["-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass", "-File"];

    public static string Default(bool onWindows) => onWindows ? "cmd.exe" : "/bin/sh";

    public static (string Ending, IReadOnlyList<string> Switches) Of(string interpreter) => NameOf(interpreter) switch
    {
        "cmd" => (".cmd", ["/q", "/d", "/c"]),
        "powershell" or "pwsh" => (".ps1", PowerShell),
        "python" or "python3" or "py" => (".py", []),
        _ => (".sh", []),
    };

    private static string NameOf(string interpreter)
    {
        var name = interpreter[(interpreter.LastIndexOfAny(['/', '\\']) + 1)..].ToLowerInvariant();
        return name.EndsWith(".exe", StringComparison.Ordinal) ? name[..^4] : name;
    }
}
