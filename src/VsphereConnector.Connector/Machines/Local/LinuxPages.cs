using System.Globalization;
using System.Runtime.InteropServices;

namespace VsphereConnector.Connector.Machines.Local;

/// <summary>The pages of this process that are copies of files: the kernel reads them again when they are used again.</summary>
internal static partial class LinuxPages
{
    private const int PageOut = 21;

    /// <summary>
    /// Gives them back (<c>madvise</c>, MADV_PAGEOUT: Linux 5.4 and later; older kernels refuse, which does no harm). Most of the program
    /// is read once, at its start.
    /// </summary>
    public static void ReleaseFilePages()
    {
        foreach (var line in File.ReadLines("/proc/self/maps"))
        {
            // address perms offset dev inode path
            var fields = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
            if (fields is [var range, _, _, _, not "0", ['/', ..]] && TryParse(range, out var start, out var end))
            {
                _ = madvise(start, (nuint)(end - start), PageOut);
            }
        }
    }

    private static bool TryParse(string range, out nint start, out nint end)
    {
        var dash = range.IndexOf('-', StringComparison.Ordinal);
        end = 0;
        return TryParseAddress(range[..dash], out start) && TryParseAddress(range[(dash + 1)..], out end);
    }

    private static bool TryParseAddress(string text, out nint address) =>
        nint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out address);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int madvise(nint address, nuint length, int advice);
}
