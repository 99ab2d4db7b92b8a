namespace VsphereConnector.Simulator.Guests.Files;

/// <summary>A file, a folder or a link of a simulated guest.</summary>
internal sealed class FileNode
{
    private byte[] _buffer = [];

    public required string Name { get; set; }

    public required string Owner { get; set; }

    public required int Mode { get; set; }

    public required DateTimeOffset Modified { get; set; }

    /// <summary>The entries of a folder; null for anything else.</summary>
    public SortedDictionary<string, FileNode>? Children { get; init; }

    /// <summary>Where a link points to; null for anything else.</summary>
    public string? LinkTarget { get; init; }

    public bool IsDirectory => Children is not null;

    public bool IsLink => LinkTarget is not null;

    public bool IsFile => !IsDirectory && !IsLink;

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Content => _buffer.AsMemory(0, Length);

    /// <summary>Replaces the content; the array is kept, not copied, so that equal files of many guests can share one.</summary>
    public void Set(byte[] content) => (_buffer, Length) = (content, content.Length);

    /// <summary>Adds at the end. A shared array is never written to: it is always full, so adding copies it first.</summary>
    public void Append(ReadOnlySpan<byte> content)
    {
        if (_buffer.Length - Length < content.Length)
            Array.Resize(ref _buffer, Math.Max(Length + content.Length, Math.Min(Length * 2, Length + 1024 * 1024)));
        content.CopyTo(_buffer.AsSpan(Length));
        Length += content.Length;
    }

    /// <summary>The content as an array that nobody will write to: the file's own where it is full.</summary>
    public byte[] SharedContent() => _buffer.Length == Length ? _buffer : Content.ToArray();

    /// <summary>A copy that shares no state; the content's array is shared where it is full.</summary>
    public FileNode Copy()
    {
        var copy = new FileNode
        {
            Name = Name,
            Owner = Owner,
            Mode = Mode,
            Modified = Modified,
            LinkTarget = LinkTarget,
            Children = Children is null ? null : new SortedDictionary<string, FileNode>(Children.Comparer),
        };
        if (IsFile)
            copy.Set(SharedContent());
        foreach (var (name, child) in Children ?? [])
            copy.Children!.Add(name, child.Copy());
        return copy;
    }

    /// <summary>The bytes of the file and of all below it.</summary>
    public long TotalBytes(Func<FileNode, bool> elsewhere)
    {
        if (Children is null)
            return Length;
        var total = 0L;
        foreach (var child in Children.Values)
            total += elsewhere(child) ? 0 : child.TotalBytes(elsewhere);
        return total;
    }
}
