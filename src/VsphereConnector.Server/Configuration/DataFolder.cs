namespace VsphereConnector.Server.Configuration;

/// <summary>The folder of everything that lasts. It belongs to the server's account alone, and to one server at a time.</summary>
internal sealed class DataFolder : IDisposable
{
    private const string LockFile = "lock";
    private readonly FileStream _held;

    private DataFolder(string path, FileStream held)
    {
        Path = path;
        _held = held;
    }

    public string Path { get; }

    /// <summary>Makes the folder where it is missing and takes hold of it.</summary>
    /// <exception cref="DataFolderInUseException">Another server works with it.</exception>
    public static DataFolder Open(string path)
    {
        var full = Create(path);
        try
        {
            return new DataFolder(full, new FileStream(
                System.IO.Path.Combine(full, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException exception)
        {
            throw new DataFolderInUseException(full, exception);
        }
    }

    /// <summary>Makes the folder where it is missing, without taking hold of it, and returns its full path.</summary>
    public static string Create(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        CreatePrivate(full);
        return full;
    }

    /// <summary>A folder below this one, private too.</summary>
    public string Folder(string name)
    {
        var path = System.IO.Path.Combine(Path, name);
        CreatePrivate(path);
        return path;
    }

    public void Dispose() => _held.Dispose();

    private static void CreatePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}

/// <summary>Another server works with the data folder.</summary>
internal sealed class DataFolderInUseException(string path, Exception inner) : Exception(
    $"The data folder {path} is in use by another vsphere-connector, or is not writable ({inner.Message}). " +
    "Stop the other one, or choose another folder with --DataFolder=PATH.",
    inner);
