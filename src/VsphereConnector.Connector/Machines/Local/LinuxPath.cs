namespace VsphereConnector.Connector.Machines.Local;

/// <summary>Finds programs as a shell would.</summary>
internal static class LinuxPath
{
    private const string Default = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>The full path of a program; null where there is none. A name with a slash is taken as it is.</summary>
    public static string? Find(string program)
    {
        if (program.Contains('/'))
        {
            return Path.Exists(program) ? program : null;
        }

        var folders = (Environment.GetEnvironmentVariable("PATH") is { Length: > 0 } path ? path : Default).Split(':');
        return folders.Where(folder => folder.Length > 0).Select(folder => $"{folder}/{program}").FirstOrDefault(IsExecutable);
    }

    public static bool IsExecutable(string path) =>
        File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & Executable) != UnixFileMode.None);
}
