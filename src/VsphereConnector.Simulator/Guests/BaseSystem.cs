using System.Text;
using VsphereConnector.Simulator.Guests.Files;
using VsphereConnector.Simulator.Guests.Processes;

namespace VsphereConnector.Simulator.Guests;

/// <summary>The files of a freshly installed system.</summary>
internal static class BaseSystem
{
    private const int Everybody = 0b1_111_111_111;
    private const int Standard = 0b111_101_101;

    public static SimulatedFileSystem Install(GuestProfile profile, string hostName, GuestEnvironment environment)
    {
        var mounts = profile.Mounts.Append(new MountOptions { Path = "", CapacityBytes = profile.DiskBytes }).ToList();
        var paths = profile.IsWindows ? GuestPath.Windows : GuestPath.Linux;
        var files = new SimulatedFileSystem(paths, mounts, environment.Time);
        var root = new GuestAccount { Name = profile.Accounts.First(account => account.IsAdministrator).Name, IsAdministrator = true };
        if (profile.IsWindows)
            InstallWindows(files, root, environment.Programs);
        else
            InstallLinux(files, root, profile, hostName, environment.Programs);
        foreach (var mount in profile.Mounts)
            files.MakeDirectory(mount.Path, root, Everybody, parents: true);
        return files;
    }

    private static void InstallLinux(SimulatedFileSystem files, GuestAccount root, GuestProfile profile, string hostName, ProgramTable programs)
    {
        foreach (var folder in new[] { "/bin", "/etc/init.d", "/etc/rc5.d", "/home", "/proc", "/root", "/run", "/usr/bin", "/usr/local", "/var/log", "/var/run" })
            files.MakeDirectory(folder, root, Standard, parents: true);
        foreach (var folder in new[] { "/tmp", "/var/tmp" })
            files.MakeDirectory(folder, root, Everybody, parents: true);
        foreach (var account in profile.Accounts.Where(account => !account.IsAdministrator))
            files.MakeDirectory($"/home/{account.Name}", account with { IsAdministrator = true }, 0b111_000_000, parents: false);
        foreach (var name in programs.Names)
            files.Write($"/bin/{name}", [], root, Standard);
        foreach (var name in Processes.AptCommands.All.Keys)
            files.Write($"/usr/bin/{name}", [], root, Standard);
        files.Write("/etc/hostname", Encoding.UTF8.GetBytes(hostName + "\n"), root, 0b110_100_100);
        files.Write("/etc/machine-id", Encoding.UTF8.GetBytes(MachineId(hostName) + "\n"), root, 0b100_100_100);
    }

    private static void InstallWindows(SimulatedFileSystem files, GuestAccount root, ProgramTable programs)
    {
        foreach (var folder in new[] { @"C:\Windows\System32", @"C:\Program Files", @"C:\Users" })
            files.MakeDirectory(folder, root, Standard, parents: true);
        files.MakeDirectory(@"C:\Windows\Temp", root, Everybody, parents: true);
        foreach (var name in programs.Names)
            files.Write($@"C:\Windows\System32\{name}.exe", [], root, Standard);
    }

    private static string MachineId(string hostName) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(hostName)).AsSpan(0, 16));
}
