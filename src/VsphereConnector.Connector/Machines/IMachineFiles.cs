namespace VsphereConnector.Connector.Machines;

/// <summary>
/// The files of a machine, by full path. Failures are those of System.IO: <see cref="FileNotFoundException"/>,
/// <see cref="DirectoryNotFoundException"/>, <see cref="UnauthorizedAccessException"/>, <see cref="IOException"/>; a full disk is an
/// <see cref="IOException"/> for which <see cref="DiskFull.Is"/> is true.
/// </summary>
internal interface IMachineFiles
{
    /// <summary>What is at the path; a link is not followed.</summary>
    FileKind KindOf(string path);

    byte[] ReadAllBytes(string path);

    /// <summary>
    /// Writes beside the target, flushes to the disk and renames over it: after a crash there is the old content or the new one, never a
    /// part. Nobody but the owner may write; <paramref name="mode"/> holds from the first byte on.
    /// </summary>
    void WriteAtomically(string path, ReadOnlySpan<byte> content, UnixFileMode mode);

    /// <summary>Writes in place, for files in folders where no other file may be made.</summary>
    void Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode);

    /// <summary>Copies the content, atomically like <see cref="WriteAtomically"/>; a program that runs from the target is not disturbed.</summary>
    void CopyAtomically(string from, string to, UnixFileMode mode);

    /// <summary>For writing at the end; made with <paramref name="mode"/> where it is not there. It can be read meanwhile.</summary>
    Stream OpenAppend(string path, UnixFileMode mode);

    /// <summary>For reading, while another may append, move or delete.</summary>
    Stream OpenRead(string path);

    /// <summary>The folder and those above it; <paramref name="mode"/> is for those that are made. No failure where it exists.</summary>
    void CreateDirectory(string path, UnixFileMode mode);

    void CreateLink(string path, string target);

    /// <summary>Where the link points to, as it was written; null where there is no link.</summary>
    string? ReadLink(string path);

    /// <summary>The names (not paths) in a folder; empty where there is none.</summary>
    IReadOnlyList<string> List(string directory);

    /// <summary>Renames a file, over what is at the target, or a folder to where nothing is.</summary>
    void Move(string from, string to);

    /// <summary>A file, a link (not its target), or a folder with all that is in it; nothing where there is none.</summary>
    void Delete(string path);

    UnixFileMode ModeOf(string path);

    /// <summary>Whether this account can start the file as a program: its mode, and that its file system is not mounted noexec.</summary>
    bool MayExecute(string path);

    /// <summary>
    /// Gives a file or a folder, with all that is in it, to an account; on Windows the account may read and run a file then, and a folder
    /// stays as it is, for who installs there is an administrator.
    /// Fails with <see cref="UnknownAccountException"/>.
    /// </summary>
    void SetOwner(string path, string account);

    /// <summary>Free room on the disk of an existing folder, for this account.</summary>
    long FreeBytes(string directory);

    /// <summary>The size of the disk of an existing folder.</summary>
    long TotalBytes(string directory);

    /// <summary>A lock that ends with the process or when it is disposed; null where another holds it.</summary>
    IDisposable? TryLock(string path);
}

internal enum FileKind
{
    None,
    File,
    Directory,
    Link,
}
