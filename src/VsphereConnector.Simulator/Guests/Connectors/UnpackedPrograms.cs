using System.Security.Cryptography;
using VsphereConnector.Contracts.Installation;

namespace VsphereConnector.Simulator.Guests.Connectors;

/// <summary>An unpacked program and its SHA-256 in lower-case hex.</summary>
internal sealed record UnpackedProgram(byte[] Content, string Sha256);

/// <summary>Unpacks programs once: a thousand guests that get the same one share its bytes.</summary>
internal sealed class UnpackedPrograms
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, UnpackedProgram> _byPacked = new(StringComparer.Ordinal);

    /// <summary>Null where the bytes cannot be unpacked.</summary>
    public UnpackedProgram? Unpack(byte[] packed)
    {
        var key = Convert.ToHexString(SHA256.HashData(packed));
        lock (_gate)
        {
            if (_byPacked.TryGetValue(key, out var known))
                return known;
            return Inflate(packed) is { } content
                ? _byPacked[key] = new UnpackedProgram(content, Convert.ToHexStringLower(SHA256.HashData(content)))
                : null;
        }
    }

    private static byte[]? Inflate(byte[] packed)
    {
        try
        {
            return PackedProgram.Unpack(packed);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
