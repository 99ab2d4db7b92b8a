using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Faults;

/// <summary>A file operation failed.</summary>
public class FileFault(FaultContent content) : VimFault(content)
{
    /// <summary>The path.</summary>
    public string? File => Fields.GetString("file");
}

/// <summary>No such file or directory.</summary>
public sealed class FileNotFound(FaultContent content) : FileFault(content);

/// <summary>The file exists already, and overwriting was not asked for.</summary>
public sealed class FileAlreadyExists(FaultContent content) : FileFault(content);

/// <summary>The file cannot be read or written.</summary>
public sealed class CannotAccessFile(FaultContent content) : FileFault(content);

/// <summary>The file cannot be made.</summary>
public sealed class CannotCreateFile(FaultContent content) : FileFault(content);

/// <summary>The file cannot be deleted.</summary>
public sealed class CannotDeleteFile(FaultContent content) : FileFault(content);

/// <summary>Another holds the file's lock.</summary>
public sealed class FileLocked(FaultContent content) : FileFault(content);

/// <summary>The path is too long.</summary>
public sealed class FileNameTooLong(FaultContent content) : FileFault(content);

/// <summary>The file is read-only.</summary>
public sealed class FileNotWritable(FaultContent content) : FileFault(content);

/// <summary>The file is larger than its file system takes.</summary>
public sealed class FileTooLarge(FaultContent content) : FileFault(content);

/// <summary>The disk is full.</summary>
public sealed class NoDiskSpace(FaultContent content) : FileFault(content);

/// <summary>The path is no file.</summary>
public sealed class NotAFile(FaultContent content) : FileFault(content);

/// <summary>The path is no directory.</summary>
public sealed class NotADirectory(FaultContent content) : FileFault(content);

/// <summary>The directory is not empty.</summary>
public sealed class DirectoryNotEmpty(FaultContent content) : FileFault(content);
