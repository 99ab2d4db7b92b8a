using System.Buffers.Binary;

namespace VsphereConnector.Connector.Tests.Testing;

/// <summary>The head of a program or library of Windows, and nothing more.</summary>
internal static class PortableExecutableFile
{
    private const int HeaderAt = 128;

    public static byte[] Of(ushort machine, ushort characteristics)
    {
        var file = new byte[HeaderAt + 24];
        "MZ"u8.CopyTo(file);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(60), HeaderAt);
        "PE\0\0"u8.CopyTo(file.AsSpan(HeaderAt));
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(HeaderAt + 4), machine);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(HeaderAt + 22), characteristics);
        return file;
    }
}
