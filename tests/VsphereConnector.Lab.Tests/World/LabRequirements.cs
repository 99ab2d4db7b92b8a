namespace VsphereConnector.Lab.Tests.World;

/// <summary>What the lab needs of the machine that it runs on.</summary>
internal static class LabRequirements
{
    private static readonly string[] Programs = ["debootstrap", "go", "ip", "nsenter", "ps", "python3", "setpriv", "unshare"];

    private static readonly string[] Libraries =
        ["/usr/share/gocode/src/github.com/vmware/govmomi/simulator", "/usr/lib/python3/dist-packages/pyVmomi"];

    /// <summary>Why the lab cannot run here, or null.</summary>
    public static async Task<string?> FindMissingAsync(CancellationToken token)
    {
        if (!OperatingSystem.IsLinux() || !File.Exists("/etc/debian_version"))
            return "The lab needs Debian.";

        if (!Environment.IsPrivilegedProcess)
            return "The lab needs root, for network namespaces and overlay mounts.";

        string[] missing = [.. Programs.Where(program => !IsOnPath(program)), .. Libraries.Where(folder => !Directory.Exists(folder))];
        if (missing.Length > 0)
            return $"The lab misses {string.Join(", ", missing)}: run tests/VsphereConnector.Lab.Tests/install-packages.sh.";

        var trial = await Command.RunAsync(["unshare", "--net", "--pid", "--mount", "--fork", "--mount-proc", "true"], token);
        return trial.ExitCode == 0 ? null : $"This machine does not let the lab make namespaces: {trial.Error}";
    }

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
}
