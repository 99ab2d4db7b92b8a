using System.Buffers;
using System.Security.Cryptography;

namespace VsphereConnector.Server.Packages;

/// <summary>A file on its way in: streamed to the disk and hashed meanwhile; gone again unless it is moved to its place.</summary>
internal sealed class IncomingFile : IDisposable
{
    private const int BufferBytes = 128 * 1024;

    private readonly string _path;

    private IncomingFile(string path) => _path = path;

    public long Size { get; private set; }

    public string Sha256 { get; private set; } = "";

    /// <exception cref="FileTooLargeException">There is more than <paramref name="most"/> bytes of it.</exception>
    public static async Task<IncomingFile> ReceiveAsync(string folder, Stream content, long most, CancellationToken cancellationToken)
    {
        var file = new IncomingFile(Path.Combine(folder, $"{Guid.NewGuid():N}.incoming"));
        try
        {
            await file.WriteAsync(content, most, cancellationToken);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Gives the file its place; what is there already is replaced.</summary>
    public void MoveTo(string path) => File.Move(_path, path, overwrite: true);

    public void Dispose() => File.Delete(_path);

    private async Task WriteAsync(Stream content, long most, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var stream = new FileStream(_path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (await content.ReadAsync(buffer, cancellationToken) is > 0 and var count)
            {
                Size += count;
                if (Size > most)
                {
                    throw new FileTooLargeException(most);
                }

                hash.AppendData(buffer, 0, count);
                await stream.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        stream.Flush(flushToDisk: true);
        Sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

/// <summary>What comes in is larger than may be.</summary>
internal sealed class FileTooLargeException(long most) : Exception($"There is more than {most} bytes of it.")
{
    public long Most { get; } = most;
}
