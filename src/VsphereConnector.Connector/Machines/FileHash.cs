using System.Buffers;
using System.Security.Cryptography;

namespace VsphereConnector.Connector.Machines;

/// <summary>The SHA-256 of a file in lower-case hex.</summary>
internal static class FileHash
{
    private const int BufferBytes = 128 * 1024;

    public static async Task<string> OfAsync(IMachineFiles files, string path, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var stream = files.OpenRead(path);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var count)
            {
                hash.AppendData(buffer, 0, count);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
