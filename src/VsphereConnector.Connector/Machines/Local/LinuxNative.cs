using System.ComponentModel;
using System.Runtime.InteropServices;

namespace VsphereConnector.Connector.Machines.Local;

/// <summary>The few calls of the C library that .NET does not offer.</summary>
internal static partial class LinuxNative
{
    public const int Terminate = 15, Kill = 9;

    private const int ReadOnly = 0, Execute = 1;

    /// <summary>A negative <paramref name="processId"/> means the process group. No failure where there is none.</summary>
    public static void Signal(int processId, int signal) => _ = kill(processId, signal);

    /// <summary>Says no on a file system that is mounted noexec, too.</summary>
    public static bool MayExecute(string path) => access(path, Execute) == 0;

    public static void ChangeOwner(string path, uint user, uint group)
    {
        if (lchown(path, user, group) != 0)
        {
            throw new IOException($"Cannot change the owner of '{path}': {new Win32Exception(Marshal.GetLastPInvokeError()).Message}.");
        }
    }

    /// <summary>Makes a rename in a folder last over a power failure. Best effort: not every file system can.</summary>
    public static void FlushDirectory(string path)
    {
        var descriptor = open(path, ReadOnly);
        if (descriptor >= 0)
        {
            _ = fsync(descriptor);
            _ = close(descriptor);
        }
    }

    /// <summary>Gives free memory of the C heap back; musl has no such call and needs none.</summary>
    public static void TrimHeap()
    {
        try
        {
            _ = malloc_trim(0);
        }
        catch (EntryPointNotFoundException)
        {
        }
    }

    [LibraryImport("libc")]
    private static partial int malloc_trim(nuint padding);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int processId, int signal);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int access(string path, int mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int lchown(string path, uint user, uint group);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int close(int descriptor);
}
