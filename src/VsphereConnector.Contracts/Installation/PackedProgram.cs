using System.IO.Compression;
using System.Security.Cryptography;

namespace VsphereConnector.Contracts.Installation;

/// <summary>A connector program for one platform, packed once and sent often.</summary>
public sealed class PackedProgram
{
    /// <summary>The program's file name in a Windows guest.</summary>
    public const string WindowsFileName = "vlink.exe";

    private const string Windows = "windows";

    private PackedProgram(string operatingSystem, string architecture, long size, string sha256, byte[] packed)
    {
        OperatingSystem = operatingSystem;
        Architecture = architecture;
        Size = size;
        Sha256 = sha256;
        Packed = packed;
    }

    /// <summary><c>linux</c> or <c>windows</c>.</summary>
    public string OperatingSystem { get; }

    /// <summary>What it is for: <c>x64</c> or <c>arm64</c>, <c>musl-x64</c> where its C library is musl.</summary>
    public string Architecture { get; }

    /// <summary>The size of the program in bytes.</summary>
    public long Size { get; }

    /// <summary>The SHA-256 of the program, in lower-case hex.</summary>
    public string Sha256 { get; }

    /// <summary>The program as its guest can unpack it with what it has: by gzip (RFC 1952), for Windows in a cabinet.</summary>
    public ReadOnlyMemory<byte> Packed { get; }

    internal bool IsForWindows => OperatingSystem == Windows;

    /// <summary>Reads and packs a program; it is hashed on the way and never held whole unpacked.</summary>
    /// <param name="program">The program.</param>
    /// <param name="platform">Such as <c>linux-x64</c> or <c>win-x64</c>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<PackedProgram> PackAsync(Stream program, string platform, CancellationToken cancellationToken)
    {
        var system = platform.StartsWith("win-", StringComparison.Ordinal) ? Windows : "linux";
        var architecture = platform[(platform.IndexOf('-', StringComparison.Ordinal) + 1)..];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var size = 0L;
        var packed = await (system == Windows ? Cabinet.PackAsync(WindowsFileName, CopyAsync) : GzipAsync(CopyAsync));
        return new PackedProgram(system, architecture, size, Convert.ToHexStringLower(hash.GetHashAndReset()), packed);

        async Task CopyAsync(Func<ReadOnlyMemory<byte>, ValueTask> write)
        {
            var buffer = new byte[128 * 1024];
            while (await program.ReadAsync(buffer, cancellationToken) is var read and > 0)
            {
                size += read;
                hash.AppendData(buffer, 0, read);
                await write(buffer.AsMemory(0, read));
            }
        }
    }

    /// <summary>Unpacks <see cref="Packed"/>.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public static byte[] Unpack(byte[] packed)
    {
        if (packed.AsSpan().StartsWith("MSCF"u8))
        {
            return Cabinet.Unpack(packed);
        }

        using var gzip = new GZipStream(new MemoryStream(packed, writable: false), CompressionMode.Decompress);
        using var content = new MemoryStream();
        gzip.CopyTo(content);
        return content.ToArray();
    }

    private static async Task<byte[]> GzipAsync(Func<Func<ReadOnlyMemory<byte>, ValueTask>, Task> write)
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            await write(piece => gzip.WriteAsync(piece));
        }

        return packed.ToArray();
    }
}
