namespace VsphereConnector.Lab.Tests.World;

/// <summary>Where the lab's own files are, and where it keeps what is slow to make.</summary>
internal static class LabFiles
{
    private static readonly TimeSpan MakingTimeout = TimeSpan.FromMinutes(10);

    public static string Repository { get; } = FindRepository();

    private static string Cache => Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } home
        ? Path.Combine(home, "vsphere-connector-lab")
        : "/var/cache/vsphere-connector-lab";

    public static string Script(string name) => Path.Combine(AppContext.BaseDirectory, "scripts", name);

    /// <summary>The guests' root file system: never written to, each guest has its own layer above it.</summary>
    public static Task<string> RootFileSystemAsync(CancellationToken token) => MakeAsync(["rootfs.sh"], token);

    /// <summary>A layer over it, with dnf and zypper.</summary>
    public static Task<string> RpmLayerAsync(string rootFileSystem, CancellationToken token) => MakeAsync(["rpm-layer.sh", rootFileSystem], token);

    /// <summary>The vCenter program.</summary>
    public static Task<string> VcsimAsync(CancellationToken token) =>
        MakeAsync(["vcsim.sh", Path.Combine(AppContext.BaseDirectory, "vcsim")], token);

    /// <summary>The folder of the published server.</summary>
    public static Task<string> ServerAsync(CancellationToken token) => MakeAsync(
        [
            "product.sh", Repository, "VsphereConnector.Server",
            "VsphereConnector.Contracts VsphereConnector.Vim25 ../plugin-manifest ../ui-extension/UserInterface.targets",
            "--runtime", "linux-x64", "--no-self-contained", "-property:PublishReadyToRun=true",
            "-property:RestoreLockedMode=false", // the lock files know no runtimes
        ],
        token);

    /// <summary>The folder of the published connector, one file for Linux.</summary>
    public static Task<string> ConnectorAsync(CancellationToken token) => MakeAsync(
        ["product.sh", Repository, "VsphereConnector.Connector", "VsphereConnector.Contracts", "--runtime", "linux-x64"], token);

    /// <summary>The folder of a later version of the connector.</summary>
    public static Task<string> NextConnectorAsync(string version, CancellationToken token) => MakeAsync(
        ["product.sh", Repository, "VsphereConnector.Connector", "VsphereConnector.Contracts", "--runtime", "linux-x64", "-property:Version=" + version], token);

    /// <summary>The folder of the sample packages that a target of <c>samples/agents/Samples.proj</c> makes of a folder there.</summary>
    public static Task<string> SamplePackagesAsync(string target, string folder, CancellationToken token) => MakeAsync(["sample.sh", Repository, target, folder], token);

    /// <summary>The folder of a sample agent in the repository.</summary>
    public static string Sample(string name) => Path.Combine(Repository, "samples", "agents", name);

    /// <summary>The folder of the published connector, one file for Windows.</summary>
    public static Task<string> WindowsConnectorAsync(CancellationToken token) => MakeAsync(
        ["product.sh", Repository, "VsphereConnector.Connector", "VsphereConnector.Contracts", "--runtime", "win-x64"], token);

    /// <summary>The folder of the program that works as the server does on Windows, with the system's own SMB.</summary>
    public static Task<string> SystemSmbAsync(CancellationToken token) => MakeAsync(
        ["product.sh", Repository, "../tests/VsphereConnector.Lab.Tests/windows/SystemSmb", "VsphereConnector.Contracts VsphereConnector.Server/Channels"], token);

    /// <summary>The files of a fresh Windows guest: never written to, each guest has its own layer above them.</summary>
    public static Task<string> WinePrefixAsync(CancellationToken token) => MakeAsync(["wine.sh"], token);

    private static async Task<string> MakeAsync(string[] script, CancellationToken token)
    {
        var result = await Command.RunAsync(["sh", Script(script[0]), Cache, .. script[1..]], token, timeout: MakingTimeout);
        return result.EnsureSuccess().Output.Split('\n')[^1];
    }

    private static string FindRepository()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "VsphereConnector.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("The tests must run inside the repository.");
    }
}
