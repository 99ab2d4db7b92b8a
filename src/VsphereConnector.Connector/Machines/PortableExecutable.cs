using System.Buffers.Binary;

namespace VsphereConnector.Connector.Machines;

/// <summary>What the head of a program or library of Windows (PE/COFF) says of it.</summary>
/// <param name="Architecture"><c>x86</c>, <c>x64</c>, <c>arm64</c>, or the number of another.</param>
/// <param name="IsLibrary">It is a DLL.</param>
internal sealed record PortableExecutable(string Architecture, bool IsLibrary)
{
    private const ushort DosMark = 0x5A4D, Library = 0x2000;
    private const uint Mark = 0x00004550;
    private const int DosHeaderBytes = 64, OffsetAt = 60, HeaderBytes = 24, MachineAt = 4, CharacteristicsAt = 22;

    /// <summary>Null where it is none.</summary>
    /// <param name="file">From its beginning; it must seek.</param>
    public static PortableExecutable? Read(Stream file)
    {
        Span<byte> dos = stackalloc byte[DosHeaderBytes], header = stackalloc byte[HeaderBytes];
        if (!TryRead(file, 0, dos) || BinaryPrimitives.ReadUInt16LittleEndian(dos) != DosMark
            || !TryRead(file, BinaryPrimitives.ReadUInt32LittleEndian(dos[OffsetAt..]), header) || BinaryPrimitives.ReadUInt32LittleEndian(header) != Mark)
        {
            return null;
        }

        return new(
            NameOf(BinaryPrimitives.ReadUInt16LittleEndian(header[MachineAt..])),
            (BinaryPrimitives.ReadUInt16LittleEndian(header[CharacteristicsAt..]) & Library) != 0);
    }

    private static bool TryRead(Stream file, long offset, Span<byte> buffer)
    {
        if (offset > file.Length - buffer.Length)
        {
            return false;
        }

        file.Position = offset;
        return file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) == buffer.Length;
    }

    private static string NameOf(ushort machine) => machine switch
    {
        0x014C => "x86",
        0x8664 => "x64",
        0xAA64 => "arm64",
        _ => $"machine 0x{machine:X4}",
    };
}
