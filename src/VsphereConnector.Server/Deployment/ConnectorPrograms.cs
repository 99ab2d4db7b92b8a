using System.Collections.Concurrent;
using VsphereConnector.Contracts.Installation;

namespace VsphereConnector.Server.Deployment;

/// <summary>
/// The published connector programs by platform, each packed once and again when its file changes: those that are configured, and those
/// that were published beside the server.
/// </summary>
internal sealed class ConnectorPrograms(IReadOnlyDictionary<string, string> files)
{
    private readonly ConcurrentDictionary<(string Platform, string File, DateTime Written), Lazy<Task<PackedProgram>>> _packed = new();

    /// <summary>Whether there is a program for a platform such as <c>linux-x64</c>.</summary>
    public bool Has(string platform) => File.Exists(FileOf(platform));

    /// <summary>The program for a platform such as <c>linux-x64</c>; null where there is none.</summary>
    public async Task<PackedProgram?> FindAsync(string platform)
    {
        var file = FileOf(platform);
        return File.Exists(file) ? await ReadAsync(file, platform) : null;
    }

    /// <summary>A program from a file that is there.</summary>
    public Task<PackedProgram> ReadAsync(string file, string platform) => _packed.GetOrAdd(
        (platform, file, File.GetLastWriteTimeUtc(file)),
        key => new Lazy<Task<PackedProgram>>(() => PackAsync(key.File, key.Platform))).Value;

    /// <summary>Whether a file is a program, but of the other system: Linux has ELF, Windows has PE.</summary>
    public static bool IsOfAnotherSystem(string file, GuestSystem system)
    {
        Span<byte> first = stackalloc byte[4];
        using var program = File.OpenRead(file);
        var read = program.ReadAtLeast(first, first.Length, throwOnEndOfStream: false);
        return first[..read].StartsWith(system == GuestSystem.Windows ? "\x7fELF"u8 : "MZ"u8);
    }

    private string FileOf(string platform) => files.TryGetValue(platform, out var configured) ? configured : BesideTheServer(platform);

    private static string BesideTheServer(string platform)
        => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "connector", platform, platform.StartsWith("win-", StringComparison.Ordinal) ? "vlink.exe" : "vlink"));

    // Shared by all who wait for it, so nobody's cancellation ends it.
    private static async Task<PackedProgram> PackAsync(string file, string platform)
    {
        await using var program = File.OpenRead(file);
        return await PackedProgram.PackAsync(program, platform, CancellationToken.None);
    }
}
