namespace VsphereConnector.Server.Channels.Clients;

/// <summary>Files and folders of the server's account alone.</summary>
internal static class PrivateFile
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static void Write(string path, string text, UnixFileMode more = UnixFileMode.None)
    {
        using var writer = new StreamWriter(Create(path, more));
        writer.Write(text);
    }

    /// <summary>To be written, in place of one that may be there.</summary>
    public static FileStream Create(string path, UnixFileMode more = UnixFileMode.None) =>
        Open(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Options = FileOptions.Asynchronous }, more);

    /// <summary>To be written and read; gone when it is closed.</summary>
    public static FileStream CreateTemporary(string path) => Open(
        path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose }, UnixFileMode.None);

    public static void DeleteFolder(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }

    public static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, Mode | UnixFileMode.UserExecute);
        }
    }

    private static FileStream Open(string path, FileStreamOptions options, UnixFileMode more)
    {
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = Mode | more;
        }

        return new FileStream(path, options);
    }
}
