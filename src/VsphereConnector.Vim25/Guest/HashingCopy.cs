using System.Buffers;
using System.Security.Cryptography;
using VsphereConnector.Vim25.Soap;

namespace VsphereConnector.Vim25.Guest;

/// <summary>Copies a stream, hashing it; each piece that passes gives the transfer new time.</summary>
internal sealed class HashingCopy(CallDeadline deadline, IProgress<long>? progress) : IDisposable
{
    private const int BufferSize = 128 * 1024;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>The bytes copied, or one more than allowed.</summary>
    public long Length { get; private set; }

    /// <summary>Copies to the end, or until there is more than <paramref name="maxLength"/>; the excess is not written.</summary>
    public async Task CopyAsync(Stream source, Stream destination, long maxLength)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int read;
            while ((read = await source.ReadAsync(buffer, deadline.Token).ConfigureAwait(false)) > 0)
            {
                if (read > maxLength - Length)
                {
                    Length = maxLength + 1;
                    return;
                }

                await destination.WriteAsync(buffer.AsMemory(0, read), deadline.Token).ConfigureAwait(false);
                _hash.AppendData(buffer, 0, read);
                Length += read;
                deadline.Restart();
                progress?.Report(Length);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    public GuestFileTransferResult Finish() => new(Length, Convert.ToHexStringLower(_hash.GetHashAndReset()));

    public void Dispose() => _hash.Dispose();
}
