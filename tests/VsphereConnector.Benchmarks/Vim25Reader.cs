using System.Diagnostics;
using System.Globalization;
using VsphereConnector.Vim25;
using VsphereConnector.Vim25.Properties;
using VsphereConnector.Vim25.Trust;

namespace VsphereConnector.Benchmarks;

/// <summary>Reads everything with this library, keeps it, and tells what it cost: one line a round.</summary>
internal static class Vim25Reader
{
    public static async Task RunAsync(Uri sdkUri, string thumbprint, int rounds)
    {
        using var process = Process.GetCurrentProcess();
        for (var round = 0; round < rounds; round++)
        {
            // The first round counts from the start of the process: it pays for the runtime and for compiling.
            process.Refresh();
            var cpu = round == 0 ? TimeSpan.Zero : process.TotalProcessorTime;
            var allocated = round == 0 ? 0 : GC.GetTotalAllocatedBytes(precise: true);
            var machines = await ReadAsync(sdkUri, thumbprint);
            process.Refresh();
            var used = process.TotalProcessorTime - cpu;
            var bytes = GC.GetTotalAllocatedBytes(precise: true) - allocated;
            await Console.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{machines.Count} {used.TotalSeconds:0.000} {bytes / 1e6:0.0} {process.PeakWorkingSet64 / 1e6:0}"));
        }
    }

    private static async Task<List<ObjectContent>> ReadAsync(Uri sdkUri, string thumbprint)
    {
        using var client = await VimClient.ConnectAsync(new VimClientOptions { SdkUri = sdkUri, Trust = CertificateTrust.ByThumbprint(thumbprint) });
        await client.SessionManager.LoginAsync("u", "p");
        await using var view = await client.ViewManager.CreateContainerViewAsync(client.ServiceContent.RootFolder, ["VirtualMachine"]);
        return await view.RetrieveAsync("VirtualMachine", MeasuredProperties.Paths).ToListAsync();
    }
}
