using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace VsphereConnector.Contracts.Installation;

/// <summary>
/// A cabinet of one file, compressed by MSZIP ([MS-CAB], [MS-MCI]): what every Windows can unpack with its own <c>expand</c>.
/// Its blocks are independent of each other, and have checksums.
/// </summary>
internal static class Cabinet
{
    private const int BlockBytes = 32 * 1024, HeaderBytes = 36, FolderBytes = 8, FileBytes = 16, DataBytes = 8;
    private const ushort MsZip = 1, VersionMinor = 3, VersionMajor = 1, Archive = 0x20, FirstDay1980 = 0x21;

    private static ReadOnlySpan<byte> Signature => "MSCF"u8;

    private static ReadOnlySpan<byte> BlockSignature => "CK"u8;

    /// <summary>Packs what <paramref name="write"/> writes, piece by piece, into a cabinet.</summary>
    public static async Task<byte[]> PackAsync(string fileName, Func<Func<ReadOnlyMemory<byte>, ValueTask>, Task> write)
    {
        var (data, block, blocks, size) = (new MemoryStream(), new byte[BlockBytes], 0, 0L);
        var filled = 0;
        await write(piece =>
        {
            size += piece.Length;
            for (var rest = piece.Span; rest.Length > 0;)
            {
                var count = Math.Min(rest.Length, BlockBytes - filled);
                rest[..count].CopyTo(block.AsSpan(filled));
                rest = rest[count..];
                filled += count;
                if (filled == BlockBytes)
                {
                    Append(data, block);
                    (blocks, filled) = (blocks + 1, 0);
                }
            }

            return ValueTask.CompletedTask;
        });
        if (filled > 0)
        {
            Append(data, block.AsSpan(0, filled));
            blocks++;
        }

        return [.. Head(fileName, size, blocks, data.Length), .. data.GetBuffer().AsSpan(0, (int)data.Length)];
    }

    /// <summary>Unpacks what <see cref="PackAsync"/> packed.</summary>
    /// <exception cref="InvalidDataException">It is no such cabinet, or damaged.</exception>
    public static byte[] Unpack(ReadOnlySpan<byte> cabinet)
    {
        if (cabinet.Length < HeaderBytes + FolderBytes || !cabinet.StartsWith(Signature))
        {
            throw new InvalidDataException("This is no cabinet.");
        }

        var (at, blocks) = (BinaryPrimitives.ReadUInt32LittleEndian(cabinet[HeaderBytes..]), BinaryPrimitives.ReadUInt16LittleEndian(cabinet[(HeaderBytes + 4)..]));
        using var content = new MemoryStream();
        var rest = at <= cabinet.Length ? cabinet[(int)at..] : default;
        for (var i = 0; i < blocks; i++)
        {
            rest = rest[Inflate(rest, content)..];
        }

        return content.ToArray();
    }

    private static int Inflate(ReadOnlySpan<byte> block, MemoryStream content)
    {
        var length = block.Length < DataBytes ? 0 : BinaryPrimitives.ReadUInt16LittleEndian(block[4..]);
        if (length == 0 || block.Length < DataBytes + length || Checksum(block[DataBytes..][..length], block[4..8]) != BinaryPrimitives.ReadUInt32LittleEndian(block)
            || !block[DataBytes..].StartsWith(BlockSignature))
        {
            throw new InvalidDataException("The cabinet is damaged.");
        }

        using var deflate = new DeflateStream(new MemoryStream(block[(DataBytes + 2)..(DataBytes + length)].ToArray()), CompressionMode.Decompress);
        deflate.CopyTo(content);
        return DataBytes + length;
    }

    private static void Append(MemoryStream data, ReadOnlySpan<byte> block)
    {
        using var packed = new MemoryStream(BlockBytes);
        packed.Write(BlockSignature);
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(block);
        }

        var content = packed.GetBuffer().AsSpan(0, (int)packed.Length);
        Span<byte> head = stackalloc byte[DataBytes];
        BinaryPrimitives.WriteUInt16LittleEndian(head[4..], (ushort)content.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(head[6..], (ushort)block.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(head, Checksum(content, head[4..]));
        data.Write(head);
        data.Write(content);
    }

    /// <summary>CFHEADER, CFFOLDER and CFFILE, which the data follows.</summary>
    private static byte[] Head(string fileName, long size, int blocks, long dataBytes)
    {
        var name = Encoding.ASCII.GetBytes(fileName + "\0");
        var head = new byte[HeaderBytes + FolderBytes + FileBytes + name.Length];
        using var writer = new BinaryWriter(new MemoryStream(head));
        writer.Write(Signature);
        writer.Write(0u);
        writer.Write((uint)(head.Length + dataBytes));
        writer.Write(0u);
        writer.Write((uint)(HeaderBytes + FolderBytes));
        writer.Write(0u);
        writer.Write((byte)VersionMinor);
        writer.Write((byte)VersionMajor);
        foreach (ushort count in new ushort[] { 1, 1, 0, 0, 0 })
        {
            writer.Write(count); // folders, files, flags, set, number in the set
        }

        writer.Write((uint)head.Length);
        writer.Write((ushort)blocks);
        writer.Write(MsZip);
        writer.Write((uint)size);
        writer.Write(0u);
        foreach (var value in new ushort[] { 0, FirstDay1980, 0, Archive })
        {
            writer.Write(value); // folder, date, time, attributes
        }

        writer.Write(name);
        return head;
    }

    /// <summary>The checksum of CFDATA: 32 bits at a time, what is left over from its highest byte down.</summary>
    private static uint Checksum(ReadOnlySpan<byte> content, ReadOnlySpan<byte> lengths)
    {
        var sum = BinaryPrimitives.ReadUInt32LittleEndian(lengths);
        for (; content.Length >= 4; content = content[4..])
        {
            sum ^= BinaryPrimitives.ReadUInt32LittleEndian(content);
        }

        var rest = 0u;
        foreach (var value in content)
        {
            rest = (rest << 8) | value;
        }

        return sum ^ rest;
    }
}
