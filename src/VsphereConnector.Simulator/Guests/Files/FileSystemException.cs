namespace VsphereConnector.Simulator.Guests.Files;

internal enum FileFailure
{
    NotFound,
    AlreadyExists,
    NotAFile,
    NotADirectory,
    DirectoryNotEmpty,
    AccessDenied,
    NoSpace,
    InvalidPath,
}

/// <summary>A file operation of a simulated guest failed.</summary>
internal sealed class FileSystemException(FileFailure failure, string path) : Exception($"{failure}: {path}")
{
    public FileFailure Failure => failure;

    public string Path => path;
}
