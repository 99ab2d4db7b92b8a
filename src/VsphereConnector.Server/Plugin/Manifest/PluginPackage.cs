using System.IO.Compression;

namespace VsphereConnector.Server.Plugin.Manifest;

/// <summary>Both manifests in one file, as VMware's multi-manifest format has them: a client takes the first that it understands.</summary>
internal static class PluginPackage
{
    public const string FileName = "plugin.zip";

    private static readonly DateTimeOffset Written = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero); // the same content, the same bytes

    public static byte[] Of(PluginManifest manifest)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(archive, "plugin-multi-manifest.json", """{ "manifestVersion": "1.0.0", "manifests": ["plugin.json", "plugin-basic.json"] }"""u8);
            Add(archive, "plugin.json", manifest.Full);
            Add(archive, "plugin-basic.json", manifest.Basic);
        }

        return bytes.ToArray();
    }

    private static void Add(ZipArchive archive, string name, ReadOnlySpan<byte> content)
    {
        var entry = archive.CreateEntry(name);
        entry.LastWriteTime = Written;
        using var stream = entry.Open();
        stream.Write(content);
    }
}
