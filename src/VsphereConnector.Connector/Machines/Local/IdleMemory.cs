using System.Runtime;

namespace VsphereConnector.Connector.Machines.Local;

/// <summary>Gives back what only the start needed: the connector idles for months on machines that have other work.</summary>
internal static class IdleMemory
{
    private static readonly TimeSpan AfterStart = TimeSpan.FromSeconds(5);

    public static async Task ReleaseAfterStartAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        await Task.Delay(AfterStart, time, cancellationToken);
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (OperatingSystem.IsLinux())
        {
            LinuxNative.TrimHeap();
            LinuxPages.ReleaseFilePages();
        }
    }
}
