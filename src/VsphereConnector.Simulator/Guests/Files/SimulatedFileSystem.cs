namespace VsphereConnector.Simulator.Guests.Files;

/// <summary>The files of a guest, in memory. Every call is one atomic step.</summary>
/// <remarks>Rights are those of owner and mode; an administrator may do everything but write to a read-only or full disk.</remarks>
internal sealed class SimulatedFileSystem
{
    private const int LinkLimit = 16;

    private readonly Lock _gate = new();
    private readonly FileNode _root;
    private readonly MountTable _mounts;
    private readonly TimeProvider _time;

    public SimulatedFileSystem(GuestPath paths, IReadOnlyList<MountOptions> mounts, TimeProvider time)
        : this(paths, new MountTable(mounts, paths), time, NewDirectory("", "root", 0b111_101_101, time, paths))
    {
    }

    private SimulatedFileSystem(GuestPath paths, MountTable mounts, TimeProvider time, FileNode root) =>
        (Paths, _mounts, _time, _root) = (paths, mounts, time, root);

    public GuestPath Paths { get; }

    /// <summary>The same files once more: those of a cloned virtual machine.</summary>
    public SimulatedFileSystem Copy()
    {
        lock (_gate)
            return new SimulatedFileSystem(Paths, _mounts, _time, _root.Copy());
    }

    public FileNode? Find(string path, bool followLink = true)
    {
        lock (_gate)
            return Walk(Paths.Split(path), followLink);
    }

    public FileNode Get(string path, bool followLink = true) => Find(path, followLink) ?? throw new FileSystemException(FileFailure.NotFound, path);

    public byte[] Read(string path, GuestAccount account)
    {
        lock (_gate)
        {
            var file = File(path);
            Demand(account.MayRead(file), path);
            return file.Content.ToArray();
        }
    }

    /// <summary>The content for a copy: the array itself where nobody can add to it in place.</summary>
    public byte[] ReadShared(string path, GuestAccount account)
    {
        lock (_gate)
        {
            var file = File(path);
            Demand(account.MayRead(file), path);
            return file.SharedContent();
        }
    }

    /// <summary>Makes or replaces a file in one step.</summary>
    public FileNode Write(string path, byte[] content, GuestAccount account, int mode, bool replaceNode = true)
    {
        lock (_gate)
        {
            var (folder, name) = FolderFor(path);
            var existing = Resolve(folder.Children!.GetValueOrDefault(name), path);
            if (existing is { IsDirectory: true })
                throw new FileSystemException(FileFailure.NotAFile, path);
            Demand(existing is null || replaceNode ? account.MayWrite(folder) : account.MayWrite(existing), path);
            DemandRoom(path, content.Length - (existing?.Length ?? 0));
            if (existing is null || replaceNode)
                folder.Children![name] = existing = new FileNode { Name = name, Owner = account.Name, Mode = mode, Modified = _time.GetUtcNow() };
            existing.Set(content);
            existing.Modified = _time.GetUtcNow();
            return existing;
        }
    }

    public void Append(string path, FileNode file, ReadOnlySpan<byte> content)
    {
        lock (_gate)
        {
            DemandRoom(path, content.Length);
            file.Append(content);
            file.Modified = _time.GetUtcNow();
        }
    }

    public int ReadAt(FileNode file, long position, Span<byte> into)
    {
        lock (_gate)
        {
            var count = (int)Math.Clamp(file.Length - position, 0, into.Length);
            file.Content.Span.Slice((int)Math.Min(position, file.Length), count).CopyTo(into);
            return count;
        }
    }

    public void MakeDirectory(string path, GuestAccount account, int mode, bool parents)
    {
        lock (_gate)
        {
            var segments = Paths.Split(path);
            for (var depth = 1; depth <= segments.Length; depth++)
            {
                var last = depth == segments.Length;
                if (Walk(segments.AsSpan(0, depth), followLink: true) is { } existing)
                {
                    if (!existing.IsDirectory)
                        throw new FileSystemException(last ? FileFailure.AlreadyExists : FileFailure.NotADirectory, path);
                    if (last && !parents)
                        throw new FileSystemException(FileFailure.AlreadyExists, path);
                    continue;
                }

                if (!last && !parents)
                    throw new FileSystemException(FileFailure.NotFound, path);
                var folder = Walk(segments.AsSpan(0, depth - 1), followLink: true)!;
                Demand(account.MayWrite(folder), path);
                DemandRoom(path, 1);
                folder.Children!.Add(segments[depth - 1], NewDirectory(segments[depth - 1], account.Name, mode, _time, Paths));
            }
        }
    }

    public void MakeLink(string path, string target, GuestAccount account)
    {
        lock (_gate)
        {
            var (folder, name) = FolderFor(path);
            Demand(account.MayWrite(folder), path);
            DemandRoom(path, 1);
            var link = new FileNode { Name = name, Owner = account.Name, Mode = 0b111_111_111, Modified = _time.GetUtcNow(), LinkTarget = target };
            if (!folder.Children!.TryAdd(name, link))
                throw new FileSystemException(FileFailure.AlreadyExists, path);
        }
    }

    public void DeleteFile(string path, GuestAccount account)
    {
        lock (_gate)
        {
            var (folder, name) = FolderFor(path);
            var node = folder.Children!.GetValueOrDefault(name) ?? throw new FileSystemException(FileFailure.NotFound, path);
            if (node.IsDirectory)
                throw new FileSystemException(FileFailure.NotAFile, path);
            Demand(account.MayWrite(folder), path);
            folder.Children!.Remove(name);
        }
    }

    public void DeleteDirectory(string path, GuestAccount account, bool recursive)
    {
        lock (_gate)
        {
            var (folder, name) = FolderFor(path);
            var node = folder.Children!.GetValueOrDefault(name) ?? throw new FileSystemException(FileFailure.NotFound, path);
            if (!node.IsDirectory)
                throw new FileSystemException(FileFailure.NotADirectory, path);
            if (node.Children!.Count > 0 && !recursive)
                throw new FileSystemException(FileFailure.DirectoryNotEmpty, path);
            Demand(account.MayWrite(folder), path);
            folder.Children!.Remove(name);
        }
    }

    public void Move(string from, string to, GuestAccount account, bool overwrite)
    {
        lock (_gate)
        {
            var (source, name) = FolderFor(from);
            var node = source.Children!.GetValueOrDefault(name) ?? throw new FileSystemException(FileFailure.NotFound, from);
            var (target, newName) = FolderFor(to);
            if (target.Children!.TryGetValue(newName, out var existing) && (!overwrite || existing.IsDirectory != node.IsDirectory))
                throw new FileSystemException(FileFailure.AlreadyExists, to);
            if (IsInside(node, Paths.Split(to)))
                throw new FileSystemException(FileFailure.InvalidPath, to);
            Demand(account.MayWrite(source) && account.MayWrite(target), to);
            var sameMount = _mounts.Of(Paths.Split(from)) == _mounts.Of(Paths.Split(to));
            DemandRoom(to, sameMount ? 0 : node.TotalBytes(static _ => false) - (target.Children!.GetValueOrDefault(newName)?.Length ?? 0));
            source.Children!.Remove(name);
            node.Name = newName;
            target.Children![newName] = node;
        }
    }

    public void Change(string path, Action<FileNode> change)
    {
        lock (_gate)
            change(Walk(Paths.Split(path), followLink: true) ?? throw new FileSystemException(FileFailure.NotFound, path));
    }

    public FileNode[] List(string path, GuestAccount account)
    {
        lock (_gate)
        {
            var folder = Walk(Paths.Split(path), followLink: true) ?? throw new FileSystemException(FileFailure.NotFound, path);
            if (!folder.IsDirectory)
                return [folder];
            Demand(account.MayRead(folder), path);
            return [.. folder.Children!.Values];
        }
    }

    /// <summary>Every file and link below a folder, by full path: for tests that look for what was left behind.</summary>
    public IReadOnlyList<string> AllPaths(string folder)
    {
        lock (_gate)
            return Walk(Paths.Split(folder), followLink: true) is { } node ? [.. Below(folder, node)] : [];
    }

    public long FreeBytes(string path)
    {
        lock (_gate)
            return _mounts.FreeBytes(Paths.Split(path), segments => Walk(segments, followLink: false));
    }

    public long TotalBytes(string path) => _mounts.Of(Paths.Split(path)).CapacityBytes;

    public bool IsNoExec(string path) => _mounts.Of(Paths.Split(path)).NoExec;

    private IEnumerable<string> Below(string path, FileNode node)
    {
        foreach (var (name, child) in node.Children ?? [])
        {
            var childPath = Paths.Combine(path, name);
            yield return childPath;
            foreach (var descendant in Below(childPath, child))
                yield return descendant;
        }
    }

    private FileNode? Walk(ReadOnlySpan<string> segments, bool followLink, int links = 0)
    {
        var node = _root;
        for (var i = 0; i < segments.Length; i++)
        {
            if (node.Children is null || !node.Children.TryGetValue(segments[i], out var child))
                return null;
            if (child.IsLink && (followLink || i < segments.Length - 1))
                return links == LinkLimit ? null : Walk([.. Target(child, segments[..i]), .. segments[(i + 1)..]], followLink, links + 1);
            node = child;
        }

        return node;
    }

    private string[] Target(FileNode link, ReadOnlySpan<string> folder) =>
        Paths.Split(link.LinkTarget!.StartsWith('/') ? link.LinkTarget : Paths.Combine(Paths.Join(folder.ToArray()), link.LinkTarget));

    private FileNode File(string path)
    {
        var node = Walk(Paths.Split(path), followLink: true) ?? throw new FileSystemException(FileFailure.NotFound, path);
        return node.IsDirectory ? throw new FileSystemException(FileFailure.NotAFile, path) : node;
    }

    private FileNode? Resolve(FileNode? node, string path) => node is { IsLink: true } ? Walk(Paths.Split(path), followLink: true) ?? node : node;

    private (FileNode Folder, string Name) FolderFor(string path)
    {
        var segments = Paths.Split(path);
        if (segments.Length == 0)
            throw new FileSystemException(FileFailure.AccessDenied, path);
        var folder = Walk(segments.AsSpan(0, segments.Length - 1), followLink: true) ?? throw new FileSystemException(FileFailure.NotFound, path);
        return folder.IsDirectory ? (folder, segments[^1]) : throw new FileSystemException(FileFailure.NotADirectory, path);
    }

    private bool IsInside(FileNode node, string[] path)
    {
        for (var depth = 1; depth < path.Length; depth++)
        {
            if (Walk(path.AsSpan(0, depth), followLink: true) == node)
                return true;
        }

        return false;
    }

    private void DemandRoom(string path, long bytes)
    {
        var segments = Paths.Split(path);
        if (_mounts.IsReadOnly(segments))
            throw new FileSystemException(FileFailure.AccessDenied, path);
        if (bytes > 0 && _mounts.FreeBytes(segments, at => Walk(at, followLink: false)) < bytes)
            throw new FileSystemException(FileFailure.NoSpace, path);
    }

    private static void Demand(bool allowed, string path)
    {
        if (!allowed)
            throw new FileSystemException(FileFailure.AccessDenied, path);
    }

    private static FileNode NewDirectory(string name, string owner, int mode, TimeProvider time, GuestPath paths) => new()
    {
        Name = name,
        Owner = owner,
        Mode = mode,
        Modified = time.GetUtcNow(),
        Children = new SortedDictionary<string, FileNode>(paths.NameComparer),
    };
}
