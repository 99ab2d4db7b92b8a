namespace VsphereConnector.Connector.Agents;

/// <summary>The checksum of zip entries (ISO 3309). The library that unpacks does not look at it.</summary>
internal struct Crc32
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(Remainder)];

    private uint _value;

    public readonly uint Value => _value;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        var crc = ~_value;
        foreach (var value in bytes)
        {
            crc = Table[(byte)(crc ^ value)] ^ (crc >> 8);
        }

        _value = ~crc;
    }

    private static uint Remainder(int value)
    {
        var crc = (uint)value;
        for (var bit = 0; bit < 8; bit++)
        {
            crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
        }

        return crc;
    }
}
