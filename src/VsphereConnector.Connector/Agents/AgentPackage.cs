using System.Buffers.Binary;
using System.IO.Compression;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Connector.Operations;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.Agents;

/// <summary>
/// The zip of an agent. Nothing in it is believed: names stay below the target on every system, links and devices are refused, and what is
/// unpacked is counted, not what the zip says of itself.
/// </summary>
internal sealed class AgentPackage : IDisposable
{
    public const int MostEntries = 10_000;

    public const long MostUnpackedBytes = 2L * 1024 * 1024 * 1024;

    /// <summary>How much more than the zip what is in it may be; small ones may be more.</summary>
    public const int MostRatio = 100;

    private const long SmallBytes = 16L * 1024 * 1024, MostDirectoryBytes = 8L * 1024 * 1024;
    private const int EndRecordBytes = 22, LongestComment = 65_535;
    private const uint EndRecordMark = 0x06054b50;
    private const int TypeMask = 0xF000, RegularType = 0x8000, DirectoryType = 0x4000, ExecuteMask = 0x49;

    private readonly ZipArchive _zip;

    private AgentPackage(ZipArchive zip, AgentManifest manifest, long unpackedBytes) => (_zip, Manifest, UnpackedBytes) = (zip, manifest, unpackedBytes);

    public AgentManifest Manifest { get; }

    public long UnpackedBytes { get; }

    /// <exception cref="OperationFailedException">It is refused; the error says why.</exception>
    public static AgentPackage Open(IMachineFiles files, string path)
    {
        var stream = files.OpenRead(path);
        try
        {
            CheckDirectorySize(stream);
            var zip = new ZipArchive(stream, ZipArchiveMode.Read);
            var bytes = CheckEntries(zip, stream.Length);
            var manifest = AgentManifestReader.Read(ReadManifest(zip));
            CheckFilesOf(manifest, zip);
            return new AgentPackage(zip, manifest, bytes);
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or NotSupportedException or ArgumentException)
        {
            stream.Dispose();
            throw Refused("it is no zip, or a broken one.");
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Unpacks into a folder, which it makes.</summary>
    /// <exception cref="OperationFailedException">It is not what it says; what was unpacked so far is left.</exception>
    public async Task UnpackAsync(IMachineFiles files, string target, CancellationToken cancellationToken)
    {
        files.CreateDirectory(target, FileModes.Executable);
        var buffer = new byte[128 * 1024];
        foreach (var entry in _zip.Entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var path = PackagePath.Below(target, entry.FullName);
            if (entry.FullName.EndsWith('/'))
            {
                files.CreateDirectory(path, FileModes.Executable);
                continue;
            }

            files.CreateDirectory(path[..path.LastIndexOfAny(['/', '\\'])], FileModes.Executable);
            try
            {
                await UnpackAsync(files, entry, path, buffer, cancellationToken);
            }
            catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or NotSupportedException)
            {
                throw Refused($"'{entry.FullName}' is broken.");
            }
        }
    }

    public void Dispose() => _zip.Dispose();

    private async Task UnpackAsync(IMachineFiles files, ZipArchiveEntry entry, string path, byte[] buffer, CancellationToken cancellationToken)
    {
        await using var source = await entry.OpenAsync(cancellationToken);
        await using var target = files.OpenAppend(path, IsProgram(entry) ? FileModes.Executable : FileModes.Readable);
        var (total, checksum) = (0L, default(Crc32));
        while (total <= entry.Length && await source.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            total += count;
            checksum.Append(buffer.AsSpan(0, count));
            await target.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
        }

        if (total != entry.Length || checksum.Value != entry.Crc32)
        {
            throw Refused($"'{entry.FullName}' is not what the zip says of it.");
        }
    }

    /// <summary>By its mode; a zip made on Windows has none, so the programs of the manifest's commands count as well.</summary>
    private bool IsProgram(ZipArchiveEntry entry)
    {
        var commands = Manifest.Commands;
        return ((entry.ExternalAttributes >> 16) & ExecuteMask) != 0
            || new[] { commands.Install, commands.Start, commands.Stop, commands.Status, commands.Uninstall }.Any(command => command?.Program == entry.FullName);
    }

    /// <summary>The list of entries is read into memory as a whole: how long it is must be known before.</summary>
    private static void CheckDirectorySize(Stream stream)
    {
        var tail = new byte[Math.Min(stream.Length, EndRecordBytes + LongestComment)];
        stream.Position = stream.Length - tail.Length;
        stream.ReadExactly(tail);
        stream.Position = 0;
        for (var at = tail.Length - EndRecordBytes; at >= 0; at--)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(at)) == EndRecordMark)
            {
                var (count, offset) = (BinaryPrimitives.ReadUInt16LittleEndian(tail.AsSpan(at + 10)), BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(at + 16)));
                var endRecordAt = stream.Length - tail.Length + at;

                // The highest numbers stand for a zip64, which is for more than is taken here.
                if (count > MostEntries || offset > endRecordAt || endRecordAt - offset > MostDirectoryBytes)
                {
                    throw Refused($"it has more than {MostEntries} entries.");
                }

                return;
            }
        }

        throw new InvalidDataException();
    }

    /// <summary>Checks every entry; returns what they are together, as the zip says.</summary>
    private static long CheckEntries(ZipArchive zip, long zipBytes)
    {
        var files = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var folders = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var total = 0L;
        foreach (var entry in zip.Entries)
        {
            CheckEntry(entry, files, folders);
            total += entry.Length;
        }

        if (files.Overlaps(folders))
        {
            throw Refused($"'{files.First(folders.Contains)}' is a file and a folder.");
        }

        return total < 0 || total > MostUnpackedBytes || (total > SmallBytes && total / MostRatio > zipBytes)
            ? throw Refused($"unpacked it would take {total} bytes, which is more than {MostUnpackedBytes}, or more than {MostRatio} times the package.")
            : total;
    }

    private static void CheckEntry(ZipArchiveEntry entry, HashSet<string> files, HashSet<string> folders)
    {
        var name = entry.FullName;
        if (PackagePath.Refusal(name) is { } refusal)
        {
            throw Refused($"the path '{Shown(name)}' is not taken: {refusal}.");
        }

        var type = (entry.ExternalAttributes >> 16) & TypeMask;
        if (type is not (0 or RegularType or DirectoryType) || entry.IsEncrypted || entry.Length < 0)
        {
            throw Refused($"'{name}' is a link, a device or encrypted; only plain files and folders are taken.");
        }

        var isFolder = name.EndsWith('/');
        var path = name.TrimEnd('/');
        if (isFolder)
        {
            folders.Add(path);
        }
        else if (!files.Add(path))
        {
            throw Refused($"'{name}' is in it twice.");
        }

        for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
        {
            folders.Add(path[..slash]);
        }
    }

    private static byte[] ReadManifest(ZipArchive zip)
    {
        var entry = zip.GetEntry(AgentManifest.FileName) ?? throw Refused($"it has no {AgentManifest.FileName} in its root.");
        using var content = entry.Open();
        var buffer = new byte[AgentManifest.MaximumBytes + 1];
        var count = content.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return count <= AgentManifest.MaximumBytes ? buffer[..count] : throw Refused($"{AgentManifest.FileName} is larger than {AgentManifest.MaximumBytes} bytes.");
    }

    private static void CheckFilesOf(AgentManifest manifest, ZipArchive zip)
    {
        if (manifest.PreloadLibrary is { } library && zip.GetEntry(library) is null)
        {
            throw Refused($"preloadLibrary: '{library}' is not in the package.");
        }

        if (manifest.Commands.Start.Program is var program && program.Contains('/') && !program.StartsWith('/') && zip.GetEntry(program) is null)
        {
            throw Refused($"commands.start: '{program}' is not in the package.");
        }
    }

    private static string Shown(string name) => new([.. name.Take(100).Select(letter => char.IsControl(letter) ? '?' : letter)]);

    private static OperationFailedException Refused(string why) => new(AgentErrors.PackageRefused(why));
}
