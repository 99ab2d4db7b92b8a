using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace VsphereConnector.Server.Plugin.Icons;

/// <summary>Writes pictures as PNG (ISO/IEC 15948), with an alpha channel.</summary>
internal static class PngImage
{
    public const int BytesPerPixel = 4;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public static byte[] Write(int width, int height, ReadOnlySpan<byte> pixels)
    {
        using var png = new MemoryStream();
        png.Write(Signature);
        Chunk(png, "IHDR", Header(width, height));
        Chunk(png, "IDAT", Compress(width, pixels));
        Chunk(png, "IEND", []);
        return png.ToArray();
    }

    private static byte[] Header(int width, int height)
    {
        const byte BitsPerChannel = 8, ColourWithAlpha = 6;
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (BitsPerChannel, ColourWithAlpha);
        return header;
    }

    private static byte[] Compress(int width, ReadOnlySpan<byte> pixels)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            for (; !pixels.IsEmpty; pixels = pixels[(width * BytesPerPixel)..])
            {
                zlib.WriteByte(0); // no filter in this row
                zlib.Write(pixels[..(width * BytesPerPixel)]);
            }
        }

        return compressed.ToArray();
    }

    private static void Chunk(Stream png, string type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        byte[] content = [.. Encoding.ASCII.GetBytes(type), .. data];
        png.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32(content));
        png.Write(number);
    }

    private static uint Crc32(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ (0xEDB88320 & (uint)-(int)(crc & 1));
        }

        return ~crc;
    }
}
