using VsphereConnector.Simulator.Guests.Files;
using VsphereConnector.Simulator.Soap;

namespace VsphereConnector.Simulator.Guests.Operations;

/// <summary>File attributes on the wire, of one kind for Linux and another for Windows.</summary>
internal static class GuestFileAttributes
{
    private const int DefaultMode = 0b110_100_100;

    public static DataObject Of(FileNode node, SimulatedGuest guest) => guest.IsWindows
        ? new DataObject(
            "GuestWindowsFileAttributes",
            ("modificationTime", node.Modified), ("accessTime", node.Modified), ("symlinkTarget", node.LinkTarget),
            ("hidden", false), ("readOnly", (node.Mode & 0b010_000_000) == 0), ("createTime", node.Modified))
        {
            IsSubtype = true,
        }
        : new DataObject(
            "GuestPosixFileAttributes",
            ("modificationTime", node.Modified), ("accessTime", node.Modified), ("symlinkTarget", node.LinkTarget),
            ("ownerId", IdOf(node.Owner)), ("groupId", IdOf(node.Owner)), ("permissions", (long)node.Mode))
        {
            IsSubtype = true,
        };

    /// <summary>The mode that an upload asks for. The wire's number is decimal: 0700 is 448.</summary>
    public static int ModeOf(SoapElement attributes) => (int)(attributes.Long("permissions") ?? DefaultMode) & 0b111_111_111_111;

    public static void Apply(SoapElement attributes, FileNode node)
    {
        if (attributes.Long("permissions") is { } permissions)
            node.Mode = (int)permissions & 0b111_111_111_111;
        if (attributes.Time("modificationTime") is { } modified)
            node.Modified = modified;
    }

    private static int IdOf(string owner) => owner == "root" ? 0 : 1000;
}
