using System.IO.Compression;
using System.Text;
using Microsoft.Playwright;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Browser.Tests.World;

/// <summary>Files that a user uploads.</summary>
internal static class PackageFiles
{
    /// <summary>An agent that sleeps.</summary>
    public static FilePayload Agent(string name, string version = "1.0")
    {
        using var content = new MemoryStream();
        using (var zip = new ZipArchive(content, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var manifest = new StreamWriter(zip.CreateEntry(AgentManifest.FileName).Open());
            manifest.Write(
                $$"""
                {"name":"{{name}}","version":"{{version}}","operatingSystem":"linux","architecture":"any",
                 "commands":{"start":{"program":"sleep","arguments":["1000"]} },"limits":{"startSeconds":0} }
                """);
        }

        return new() { Name = $"{name}-{version}.zip", MimeType = "application/zip", Buffer = content.ToArray() };
    }

    public static FilePayload Of(string name, string content) =>
        new() { Name = name, MimeType = "application/octet-stream", Buffer = Encoding.UTF8.GetBytes(content) };
}
