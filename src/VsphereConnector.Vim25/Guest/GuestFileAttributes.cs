using VsphereConnector.Vim25.Soap;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Guest;

/// <summary>A guest file's attributes. What is null is left as it is, or was not reported.</summary>
public abstract record GuestFileAttributes
{
    private protected GuestFileAttributes()
    {
    }

    /// <summary>When it was last written.</summary>
    public DateTimeOffset? ModificationTime { get; init; }

    /// <summary>When it was last read.</summary>
    public DateTimeOffset? AccessTime { get; init; }

    /// <summary>Where a symbolic link points; read only.</summary>
    public string? SymlinkTarget { get; init; }

    private protected abstract string TypeName { get; }

    internal void WriteTo(VimWriter writer, string name) =>
        writer.WriteObject(name, TypeName, fields =>
        {
            fields.Write("modificationTime", ModificationTime);
            fields.Write("accessTime", AccessTime);
            WriteOwn(fields);
        });

    internal static GuestFileAttributes? From(DataObject? attributes) => attributes switch
    {
        null => null,
        { Type: "GuestWindowsFileAttributes" } => GuestWindowsFileAttributes.FromWindows(attributes),
        _ => GuestPosixFileAttributes.FromPosix(attributes),
    };

    private protected abstract void WriteOwn(VimWriter writer);
}

/// <summary>A file's attributes on Linux and other Unix guests.</summary>
public sealed record GuestPosixFileAttributes : GuestFileAttributes
{
    /// <summary>The owner's id.</summary>
    public int? OwnerId { get; init; }

    /// <summary>The group's id.</summary>
    public int? GroupId { get; init; }

    /// <summary>The permission bits, such as <c>0700</c> octal. Without them a new file gets 0644, which cannot be executed.</summary>
    public UnixFileMode? Permissions { get; init; }

    private protected override string TypeName => "GuestPosixFileAttributes";

    internal static GuestPosixFileAttributes FromPosix(DataObject attributes) => new()
    {
        ModificationTime = attributes.GetDateTime("modificationTime"),
        AccessTime = attributes.GetDateTime("accessTime"),
        SymlinkTarget = attributes.GetString("symlinkTarget"),
        OwnerId = attributes.GetInt32("ownerId"),
        GroupId = attributes.GetInt32("groupId"),
        Permissions = attributes.GetInt64("permissions") is { } bits ? (UnixFileMode)(bits & 0xFFF) : null,
    };

    private protected override void WriteOwn(VimWriter writer)
    {
        writer.Write("ownerId", OwnerId);
        writer.Write("groupId", GroupId);
        writer.Write("permissions", (long?)Permissions);
    }
}

/// <summary>A file's attributes on Windows guests.</summary>
public sealed record GuestWindowsFileAttributes : GuestFileAttributes
{
    /// <summary>Hidden.</summary>
    public bool? Hidden { get; init; }

    /// <summary>Read-only.</summary>
    public bool? ReadOnly { get; init; }

    /// <summary>When it was made; read only.</summary>
    public DateTimeOffset? CreateTime { get; init; }

    private protected override string TypeName => "GuestWindowsFileAttributes";

    internal static GuestWindowsFileAttributes FromWindows(DataObject attributes) => new()
    {
        ModificationTime = attributes.GetDateTime("modificationTime"),
        AccessTime = attributes.GetDateTime("accessTime"),
        SymlinkTarget = attributes.GetString("symlinkTarget"),
        Hidden = attributes.GetBoolean("hidden"),
        ReadOnly = attributes.GetBoolean("readOnly"),
        CreateTime = attributes.GetDateTime("createTime"),
    };

    private protected override void WriteOwn(VimWriter writer)
    {
        writer.Write("hidden", Hidden);
        writer.Write("readOnly", ReadOnly);
    }
}
