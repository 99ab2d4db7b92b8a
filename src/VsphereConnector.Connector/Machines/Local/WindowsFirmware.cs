using System.Runtime.InteropServices;

namespace VsphereConnector.Connector.Machines.Local;

/// <summary>The SMBIOS tables as Windows gives them (GetSystemFirmwareTable, provider RSMB).</summary>
internal static partial class WindowsFirmware
{
    private const uint RawSmBios = 0x52534D42;
    private const int HeadBytes = 8, StructureHeadBytes = 4, UuidAt = 8, UuidBytes = 16;
    private const byte SystemInformation = 1, EndOfTable = 127;

    /// <summary>The system UUID; null where the tables have none.</summary>
    public static unsafe string? ReadUuid()
    {
        var size = GetSystemFirmwareTable(RawSmBios, 0, null, 0);
        var tables = new byte[size];
        fixed (byte* buffer = tables)
        {
            return size > HeadBytes && GetSystemFirmwareTable(RawSmBios, 0, buffer, size) == size ? UuidIn(tables.AsSpan(HeadBytes)) : null;
        }
    }

    /// <summary>Finds the UUID in the structures of DSP0134: each has its type, its length, its fields, and strings that end with two zeros.</summary>
    internal static string? UuidIn(ReadOnlySpan<byte> structures)
    {
        while (structures.Length >= StructureHeadBytes && structures[0] != EndOfTable)
        {
            var length = structures[1];
            if (structures[0] == SystemInformation && length >= UuidAt + UuidBytes && structures.Length >= length)
            {
                var uuid = structures.Slice(UuidAt, UuidBytes);
                return uuid.ContainsAnyExcept((byte)0) && uuid.ContainsAnyExcept((byte)0xFF) ? new Guid(uuid).ToString() : null;
            }

            var strings = length <= structures.Length ? structures[length..] : default;
            var end = strings.IndexOf("\0\0"u8);
            structures = length < StructureHeadBytes || end < 0 ? default : strings[(end + 2)..];
        }

        return null;
    }

    [LibraryImport("kernel32", SetLastError = true)]
    private static unsafe partial uint GetSystemFirmwareTable(uint provider, uint table, byte* buffer, uint size);
}
