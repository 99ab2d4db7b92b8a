using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace MachineMetrics;

/// <summary>How the machine is, in the text format of Prometheus.</summary>
internal static class Answer
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);

    public static async Task WriteAsync(TcpClient client)
    {
        using var limit = new CancellationTokenSource(RequestTimeout);
        await using var stream = client.GetStream();
        _ = await stream.ReadAsync(new byte[4096], limit.Token);
        var body = Encoding.UTF8.GetBytes(Metrics());
        var head = $"HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n";
        await stream.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. body], limit.Token);
    }

    private static string Metrics()
    {
        var text = new StringBuilder();
        Add(text, "machine_processors", Environment.ProcessorCount);
        Add(text, "machine_processes", Process.GetProcesses().Length);
        Add(text, "machine_memory_bytes", GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        foreach (var drive in DriveInfo.GetDrives().Where(drive => drive is { IsReady: true, DriveType: DriveType.Fixed, TotalSize: > 0 }))
        {
            Add(text, "machine_disk_free_bytes", drive.AvailableFreeSpace, drive.Name);
            Add(text, "machine_disk_bytes", drive.TotalSize, drive.Name);
        }

        return text.ToString();
    }

    private static void Add(StringBuilder text, string name, long value, string? drive = null) => text.Append(
        CultureInfo.InvariantCulture, $"{name}{(drive is null ? "" : $"{{drive=\"{drive.Replace("\\", @"\\", StringComparison.Ordinal)}\"}}")} {value}\n");
}
