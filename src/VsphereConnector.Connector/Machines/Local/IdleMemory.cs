using System.Runtime;

namespace VsphereConnector.Connector.Machines.Local;

/// <summary>Gives back what only the start, or an operation that has ended, needed: the connector idles for months on machines that have other work.</summary>
internal static class IdleMemory
{
    private static readonly TimeSpan AfterStart = TimeSpan.FromSeconds(5), Between = TimeSpan.FromSeconds(30);

    /// <summary>An open channel at rest allocates far less than this between two looks.</summary>
    private const long WorthIt = 512 * 1024;

    /// <summary>Looks now and then until the process ends.</summary>
    public static async Task KeepSmallAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var released = 0L;
        for (var wait = AfterStart; ; wait = Between)
        {
            await Task.Delay(wait, time, cancellationToken);
            if (GC.GetTotalAllocatedBytes() - released > WorthIt)
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
