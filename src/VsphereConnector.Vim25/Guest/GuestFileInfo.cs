using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Guest;

/// <summary>One page of a guest directory.</summary>
/// <param name="Files">The entries.</param>
/// <param name="Remaining">How many entries are left after these.</param>
public sealed record GuestListFileInfo(IReadOnlyList<GuestFileInfo> Files, int Remaining)
{
    internal static GuestListFileInfo From(DataObject list) =>
        new([.. list.GetObjects("files").Select(GuestFileInfo.From)], list.GetInt32("remaining") ?? 0);
}

/// <summary>A file, directory or link in the guest.</summary>
public sealed record GuestFileInfo
{
    /// <summary>The path: the name within the directory that was listed, or the path that was asked for.</summary>
    public required string Path { get; init; }

    /// <summary><c>file</c>, <c>directory</c> or <c>symlink</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The size in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>The attributes.</summary>
    public GuestFileAttributes? Attributes { get; init; }

    internal static GuestFileInfo From(DataObject file) => new()
    {
        Path = file.RequireString("path"),
        Type = file.GetString("type") ?? "file",
        Size = file.GetInt64("size") ?? 0,
        Attributes = GuestFileAttributes.From(file.GetObject("attributes")),
    };
}

/// <summary>Where to fetch a guest file.</summary>
public sealed record FileTransferInformation
{
    /// <summary>The address for one GET; its host may be <c>*</c>. It is a secret: whoever has it can read the file.</summary>
    public required string Url { get; init; }

    /// <summary>The size in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>The attributes.</summary>
    public GuestFileAttributes? Attributes { get; init; }

    /// <summary>Returns the size; never the address.</summary>
    public override string ToString() => $"{Size} bytes";

    internal static FileTransferInformation From(DataObject information) => new()
    {
        Url = information.RequireString("url"),
        Size = information.RequireInt64("size"),
        Attributes = GuestFileAttributes.From(information.GetObject("attributes")),
    };
}
