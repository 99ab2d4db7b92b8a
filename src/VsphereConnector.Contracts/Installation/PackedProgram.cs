using System.IO.Compression;
using System.Security.Cryptography;

namespace VsphereConnector.Contracts.Installation;

/// <summary>A connector program for one platform, packed once and sent often.</summary>
public sealed class PackedProgram
{
    private PackedProgram(string architecture, long size, string sha256, byte[] packed)
    {
        Architecture = architecture;
        Size = size;
        Sha256 = sha256;
        Packed = packed;
    }

    /// <summary>What it is for: <c>x64</c> or <c>arm64</c>.</summary>
    public string Architecture { get; }

    /// <summary>The size of the program in bytes.</summary>
    public long Size { get; }

    /// <summary>The SHA-256 of the program, in lower-case hex.</summary>
    public string Sha256 { get; }

    /// <summary>The program, packed by gzip (RFC 1952).</summary>
    public ReadOnlyMemory<byte> Packed { get; }

    /// <summary>Reads and packs a program; it is hashed on the way and never held whole unpacked.</summary>
    public static async Task<PackedProgram> PackAsync(Stream program, string architecture, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var packed = new MemoryStream();
        var size = 0L;
        var buffer = new byte[128 * 1024];
        await using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            while (await program.ReadAsync(buffer, cancellationToken) is var read and > 0)
            {
                size += read;
                hash.AppendData(buffer, 0, read);
                await gzip.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }

        return new PackedProgram(architecture, size, Convert.ToHexStringLower(hash.GetHashAndReset()), packed.ToArray());
    }
}
