using System.IO.Compression;
using System.Text;
using System.Text.Json;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.Tests.Testing;

/// <summary>Makes packages of agents: good ones, and whatever else a test wants in a zip.</summary>
internal static class TestPackage
{
    public const string Name = "probe";

    /// <summary>An agent that says who it is and stays, with all its commands.</summary>
    public static AgentManifest Manifest { get; } = new()
    {
        Name = Name,
        Version = "1.0",
        OperatingSystem = "linux",
        Architecture = "any",
        Commands = new()
        {
            Install = new() { Program = "bin/install.sh" },
            Start = new() { Program = "bin/start.sh", Arguments = ["a b"] },
            Uninstall = new() { Program = "/bin/sh", Arguments = ["-c", "echo gone; exit 0"] },
        },
        Limits = new() { StartSeconds = 0, StopSeconds = 5 },
    };

    public static IReadOnlyDictionary<string, string> Files { get; } = new Dictionary<string, string>
    {
        ["bin/install.sh"] = "#!/bin/sh\necho installed > installed\n",
        ["bin/start.sh"] = "#!/bin/sh\necho \"started $1 $AGENT_FOLDER\"\nexec sleep 1000\n",
    };

    public static byte[] Create(AgentManifest? manifest = null, IReadOnlyDictionary<string, string>? files = null, Action<ZipArchive>? more = null)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, AgentManifest.FileName, JsonSerializer.Serialize(manifest ?? Manifest, ContractsJson.Default.AgentManifest));
            foreach (var (path, content) in files ?? Files)
            {
                Add(zip, path, content, mode: 0x81ED);
            }

            more?.Invoke(zip);
        }

        return stream.ToArray();
    }

    /// <summary>Bytes that do not compress, and are not compressed.</summary>
    public static void AddNoise(ZipArchive zip, string path, int length)
    {
        var noise = new byte[length];
        new Random(1).NextBytes(noise);
        using var stream = zip.CreateEntry(path, CompressionLevel.NoCompression).Open();
        stream.Write(noise);
    }

    /// <param name="zip">Where.</param>
    /// <param name="path">As it is to be in the zip, right or wrong.</param>
    /// <param name="content">Text.</param>
    /// <param name="mode">st_mode: 0x81ED is a program, 0xA1FF a link.</param>
    public static void Add(ZipArchive zip, string path, string content, int mode = 0x81A4)
    {
        var entry = zip.CreateEntry(path);
        entry.ExternalAttributes = mode << 16;
        using var stream = entry.Open();
        stream.Write(Encoding.UTF8.GetBytes(content));
    }
}
