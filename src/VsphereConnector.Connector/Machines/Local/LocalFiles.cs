using System.Runtime.Versioning;

namespace VsphereConnector.Connector.Machines.Local;

/// <summary>The real files. On Windows modes are access lists: see <see cref="WindowsAccess"/>.</summary>
internal sealed class LocalFiles : IMachineFiles
{
    private const UnixFileMode OwnerOnly = FileModes.PrivateExecutable;

    public FileKind KindOf(string path)
    {
        var info = new FileInfo(path);
        if (info.LinkTarget is not null)
        {
            return FileKind.Link;
        }

        return info.Exists ? FileKind.File : Directory.Exists(path) ? FileKind.Directory : FileKind.None;
    }

    public byte[] ReadAllBytes(string path) => File.ReadAllBytes(path);

    public void WriteAtomically(string path, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        var beside = BesideOf(path);
        try
        {
            using (var stream = Create(beside, FileMode.CreateNew, mode))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            RenameOver(beside, path);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }

    public void Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        using var stream = Create(path, FileMode.Create, mode);
        stream.Write(content);
    }

    public void CopyAtomically(string from, string to, UnixFileMode mode)
    {
        var beside = BesideOf(to);
        try
        {
            using (var source = OpenRead(from))
            using (var target = Create(beside, FileMode.CreateNew, mode))
            {
                source.CopyTo(target);
                target.Flush(flushToDisk: true);
            }

            RenameOver(beside, to);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }

    public Stream OpenAppend(string path, UnixFileMode mode) => Create(path, FileMode.Append, mode);

    public Stream OpenRead(string path) =>
        new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

    public void CreateDirectory(string path, UnixFileMode mode)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        if (Path.GetDirectoryName(path) is { Length: > 0 } parent)
        {
            CreateDirectory(parent, mode);
        }

        if (OperatingSystem.IsWindows() && WindowsAccess.IsPrivate(mode))
        {
            WindowsAccess.CreateDirectory(path, mode);
            return;
        }

        Directory.CreateDirectory(path);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }

    public void CreateLink(string path, string target) => File.CreateSymbolicLink(path, target);

    public string? ReadLink(string path) => new FileInfo(path).LinkTarget;

    public IReadOnlyList<string> List(string directory) =>
        Directory.Exists(directory) ? [.. Directory.EnumerateFileSystemEntries(directory).Select(path => Path.GetFileName(path))] : [];

    public void Move(string from, string to)
    {
        if (KindOf(from) == FileKind.Directory)
        {
            Directory.Move(from, to);
        }
        else
        {
            File.Move(from, to, overwrite: true);
        }
    }

    public void Delete(string path)
    {
        switch (KindOf(path))
        {
            case FileKind.Directory:
                Directory.Delete(path, recursive: true);
                break;
            case FileKind.File or FileKind.Link:
                File.Delete(path);
                break;
        }
    }

    public UnixFileMode ModeOf(string path) => OperatingSystem.IsWindows() ? WindowsAccess.ModeOf(path) : File.GetUnixFileMode(path);

    public bool MayExecute(string path) => OperatingSystem.IsWindows() ? File.Exists(path) : LinuxNative.MayExecute(path);

    public void SetOwner(string path, string account)
    {
        if (OperatingSystem.IsWindows())
        {
            if (File.Exists(path))
            {
                WindowsAccess.LetRun(path, WindowsLogon.IdentifierOf(account));
            }

            return;
        }

        var owner = LinuxAccount.Find(account) ?? throw new UnknownAccountException(account);
        SetOwner(path, owner);
    }

    public long FreeBytes(string directory) => new DriveInfo(directory).AvailableFreeSpace;

    public long TotalBytes(string directory) => new DriveInfo(directory).TotalSize;

    public IDisposable? TryLock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    private static void SetOwner(string path, LinuxAccount owner)
    {
        LinuxNative.ChangeOwner(path, owner.UserId, owner.GroupId);
        if (new FileInfo(path).LinkTarget is null && Directory.Exists(path))
        {
            foreach (var child in Directory.EnumerateFileSystemEntries(path))
            {
                SetOwner(child, owner);
            }
        }
    }

    private static string BesideOf(string path) => $"{path}.{Guid.NewGuid():N}.tmp";

    private static void RenameOver(string from, string to)
    {
        if (OperatingSystem.IsWindows())
        {
            WindowsRename.Over(from, to);
            return;
        }

        File.Move(from, to, overwrite: true);
        LinuxNative.FlushDirectory(Path.GetDirectoryName(to)!);
    }

    [SupportedOSPlatform("windows")]
    private static FileStream CreateOnWindows(string path, FileStreamOptions options, UnixFileMode mode)
    {
        if (WindowsAccess.IsPrivate(mode) && !File.Exists(path))
        {
            WindowsAccess.CreateFile(path);
            options.Mode = options.Mode == FileMode.Append ? FileMode.Append : FileMode.Open;
        }

        return new FileStream(path, options);
    }

    private static FileStream Create(string path, FileMode fileMode, UnixFileMode mode)
    {
        var options = new FileStreamOptions
        {
            Mode = fileMode,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        };
        if (OperatingSystem.IsWindows())
        {
            return CreateOnWindows(path, options, mode);
        }

        options.UnixCreateMode = mode & OwnerOnly;
        var isNew = !File.Exists(path);
        var stream = new FileStream(path, options);
        if (isNew && mode != options.UnixCreateMode)
        {
            // The mask of the process (077 in an installation) is not to decide it.
            File.SetUnixFileMode(stream.SafeFileHandle, mode);
        }

        return stream;
    }
}
