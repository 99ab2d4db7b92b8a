using VsphereConnector.Connector.Machines;

namespace VsphereConnector.Connector.Tests.Testing;

/// <summary>The real disk with the system's folders moved below a root, that can be full, or fail at its n-th write.</summary>
internal sealed class TestDisk(IMachineFiles files, string root) : IMachineFiles
{
    private static readonly string[] System = ["/etc/", "/run/", "/var/"];
    private int _writes;

    /// <summary>The write (counted from 1) that fails with a full disk, and all after it; 0 for none.</summary>
    public int FullAtWrite { get; set; }

    public int Writes => _writes;

    public long Free { get; set; } = long.MaxValue;

    public bool IsNoExec { get; set; }

    /// <summary>Begins to count anew.</summary>
    public void FailAt(int write) => (_writes, FullAtWrite) = (0, write);

    public FileKind KindOf(string path) => files.KindOf(Map(path));

    public byte[] ReadAllBytes(string path) => files.ReadAllBytes(Map(path));

    public void WriteAtomically(string path, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        Take(path);

        // As atomic, but not flushed to the disk: there are thousands of writes in these tests.
        var beside = $"{Map(path)}.{Guid.NewGuid():N}";
        files.Write(beside, content, mode);
        files.Move(beside, Map(path));
    }

    public void Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Map(path))!);
        files.Write(Map(path), content, mode);
    }

    public void CopyAtomically(string from, string to, UnixFileMode mode)
    {
        Take(to);
        files.CopyAtomically(Map(from), Map(to), mode);
    }

    public Stream OpenAppend(string path, UnixFileMode mode) => files.OpenAppend(Map(path), mode);

    public Stream OpenRead(string path) => files.OpenRead(Map(path));

    public void CreateDirectory(string path, UnixFileMode mode) => files.CreateDirectory(Map(path), mode);

    public void CreateLink(string path, string target) => files.CreateLink(Map(path), target);

    public string? ReadLink(string path) => files.ReadLink(Map(path));

    public IReadOnlyList<string> List(string directory) => files.List(Map(directory));

    public void Move(string from, string to) => files.Move(Map(from), Map(to));

    public void Delete(string path) => files.Delete(Map(path));

    public UnixFileMode ModeOf(string path) => files.ModeOf(Map(path));

    public bool MayExecute(string path) => !IsNoExec && files.MayExecute(Map(path));

    public void SetOwner(string path, string account) => files.SetOwner(Map(path), account);

    public long FreeBytes(string directory) => Free;

    public long TotalBytes(string directory) => long.MaxValue;

    public IDisposable? TryLock(string path) => files.TryLock(Map(path));

    private string Map(string path) => Array.Exists(System, folder => $"{path}/".StartsWith(folder, StringComparison.Ordinal)) ? root + path : path;

    private void Take(string path)
    {
        if (Interlocked.Increment(ref _writes) >= FullAtWrite && FullAtWrite > 0)
        {
            throw DiskFull.On(path);
        }
    }
}
