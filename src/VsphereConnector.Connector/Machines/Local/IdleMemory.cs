using System.Runtime;

namespace VsphereConnector.Connector.Machines.Local;

/// <summary>Gives back what only the start, or an operation that has ended, needed: the connector idles for months on machines that have other work.</summary>
internal static class IdleMemory
{
    private static readonly TimeSpan AfterStart = TimeSpan.FromSeconds(5), Between = TimeSpan.FromSeconds(30);

    /// <summary>These looks give back in any case: most of what the start needs is needed until the channel is open, and the JIT works on after that.</summary>
    private const int LooksAfterStart = 3;

    /// <summary>An open channel at rest allocates far less than this between two looks.</summary>
    private const long WorthIt = 256 * 1024;

    /// <summary>Looks now and then until the process ends.</summary>
    public static async Task KeepSmallAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var released = 0L;
        for (var look = 0; ; look++)
        {
            await Task.Delay(look == 0 ? AfterStart : Between, time, cancellationToken);
            if (look < LooksAfterStart || GC.GetTotalAllocatedBytes() - released > WorthIt)
            {
                Release();
                released = GC.GetTotalAllocatedBytes();
            }
        }
    }

    private static void Release()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (OperatingSystem.IsLinux())
        {
            LinuxNative.TrimHeap();
            LinuxPages.ReleaseFilePages();
        }
    }
}
