using System.IO.Compression;
using System.Text;
using VsphereConnector.Lab.Tests.World;

namespace VsphereConnector.Lab.Tests.Product;

/// <summary>Packages of agents, the samples and others.</summary>
internal static class AgentZip
{
    public static byte[] Heartbeat() => OfFolder(LabFiles.Sample("heartbeat/linux"));

    public static byte[] HeartbeatForWindows() => OfFolder(LabFiles.Sample("heartbeat/windows"));

    public static Task<byte[]> NodeExporterAsync(CancellationToken token) => SampleAsync("NodeExporter", "node-exporter", "linux", token);

    public static Task<byte[]> MachineMetricsAsync(string system, CancellationToken token) => SampleAsync("MachineMetrics", "machine-metrics", system, token);

    public static Task<byte[]> SerfAsync(CancellationToken token) => SampleAsync("Serf", "serf", "windows", token);

    /// <summary>A package of a manifest, and of files by their paths.</summary>
    public static byte[] Of(string manifest, params IReadOnlyList<(string Path, byte[] Content)> files)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (path, content) in files.Prepend(("agent.json", Encoding.UTF8.GetBytes(manifest))))
            {
                using var entry = zip.CreateEntry(path).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }

    private static async Task<byte[]> SampleAsync(string target, string name, string system, CancellationToken token) =>
        await File.ReadAllBytesAsync(Path.Combine(await LabFiles.SamplePackagesAsync(target, name, token), $"{name}-{system}.zip"), token);

    private static byte[] OfFolder(string folder)
    {
        using var stream = new MemoryStream();
        ZipFile.CreateFromDirectory(folder, stream);
        return stream.ToArray();
    }
}
