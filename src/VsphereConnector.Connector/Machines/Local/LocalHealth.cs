using System.Globalization;
using System.Runtime.InteropServices;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.Machines.Local;

/// <summary>How long this machine has been up, and its memory.</summary>
internal static partial class LocalHealth
{
    private const string UptimeFile = "/proc/uptime", MemoryFile = "/proc/meminfo";

    public static TimeSpan? Uptime
    {
        get
        {
            if (OperatingSystem.IsWindows())
            {
                return TimeSpan.FromMilliseconds(GetTickCount64());
            }

            return FirstLine(UptimeFile) is { } line
                && double.TryParse(line.Split(' ')[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
                ? TimeSpan.FromSeconds(seconds)
                : null;
        }
    }

    public static MemoryStatus? ReadMemory() => OperatingSystem.IsWindows() ? ReadWindowsMemory() : ReadLinuxMemory();

    private static MemoryStatus? ReadLinuxMemory()
    {
        try
        {
            var lines = File.ReadLines(MemoryFile).Take(5).ToList();
            return Kilobytes(lines, "MemTotal:") is { } total && Kilobytes(lines, "MemAvailable:") is { } available
                ? new MemoryStatus(total * 1024, available * 1024)
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static long? Kilobytes(List<string> lines, string name) =>
        lines.Find(line => line.StartsWith(name, StringComparison.Ordinal)) is { } line
        && long.TryParse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;

    private static MemoryStatus? ReadWindowsMemory()
    {
        var status = new GlobalMemory { Length = (uint)Marshal.SizeOf<GlobalMemory>() };
        return GlobalMemoryStatusEx(ref status) ? new MemoryStatus((long)status.TotalPhysical, (long)status.AvailablePhysical) : null;
    }

    private static string? FirstLine(string path)
    {
        try
        {
            return File.ReadLines(path).FirstOrDefault();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [LibraryImport("kernel32")]
    private static partial ulong GetTickCount64();

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GlobalMemoryStatusEx(ref GlobalMemory status);

    /// <summary>MEMORYSTATUSEX of sysinfoapi.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct GlobalMemory
    {
        public uint Length;
        public uint Load;
        public ulong TotalPhysical;
        public ulong AvailablePhysical;
        public ulong TotalPageFile;
        public ulong AvailablePageFile;
        public ulong TotalVirtual;
        public ulong AvailableVirtual;
        public ulong AvailableExtendedVirtual;
    }
}
