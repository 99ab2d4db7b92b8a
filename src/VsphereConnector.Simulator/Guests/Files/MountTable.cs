namespace VsphereConnector.Simulator.Guests.Files;

/// <summary>Which mount a path lies on, and how much room is left there.</summary>
internal sealed class MountTable
{
    private readonly GuestPath _paths;
    private readonly (string[] At, MountOptions Options)[] _mounts;

    public MountTable(IReadOnlyList<MountOptions> mounts, GuestPath paths)
    {
        _paths = paths;
        _mounts = [.. mounts.Select(mount => (mount.Path == "" ? [] : paths.Split(mount.Path), mount)).OrderByDescending(mount => mount.Item1.Length)];
    }

    public MountOptions Of(string[] path) => Find(path).Options;

    /// <summary>What lies on a read-only mount; its own folder belongs to the file system that it is mounted on.</summary>
    public bool IsReadOnly(string[] path) => Find(path) is var mount && mount.Options.ReadOnly && path.Length > mount.At.Length;

    public long FreeBytes(string[] path, Func<string[], FileNode?> walk)
    {
        var mount = Find(path);
        if (walk(mount.At) is not { } root)
            return mount.Options.CapacityBytes;
        var others = _mounts.Where(other => other.At.Length > mount.At.Length).Select(other => walk(other.At)).OfType<FileNode>().ToHashSet();
        return Math.Max(0, mount.Options.CapacityBytes - root.TotalBytes(others.Contains));
    }

    private (string[] At, MountOptions Options) Find(string[] path) =>
        Array.Find(_mounts, mount => mount.At.Length <= path.Length && mount.At.AsSpan().SequenceEqual(path.AsSpan(0, mount.At.Length), _paths.NameComparer));
}
