using System.Globalization;
using System.Text.RegularExpressions;
using VsphereConnector.Simulator.Faults;
using VsphereConnector.Simulator.Guests.Files;
using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Simulator.Properties;
using VsphereConnector.Simulator.Soap;

namespace VsphereConnector.Simulator.Guests.Operations;

/// <summary>Files and folders in the guest, and the transfers to and from it.</summary>
internal sealed class GuestFileManager(TransferStore transfers, Random random) : ManagedObject("GuestFileManager", "guestOperationsFileManager")
{
    private const int PrivateFolder = 0b111_000_000;
    private const int PrivateFile = 0b110_000_000;
    private static readonly TimeSpan PatternTimeout = TimeSpan.FromMilliseconds(100);

    internal override PropertyTable Properties => Table;

    private static PropertyTable<GuestFileManager> Table { get; } = new("GuestFileManager");

    public void AddTo(MethodTable methods, GuestOperationGate gate)
    {
        gate.Add(methods, "MakeDirectoryInGuest", GuestPrivilege.Modify, MakeDirectory);
        gate.Add(methods, "DeleteFileInGuest", GuestPrivilege.Modify, DeleteFile);
        gate.Add(methods, "DeleteDirectoryInGuest", GuestPrivilege.Modify, DeleteDirectory);
        gate.Add(methods, "MoveFileInGuest", GuestPrivilege.Modify, access => Move(access, "srcFilePath", "dstFilePath", access.Arguments.Bool("overwrite")));
        gate.Add(methods, "MoveDirectoryInGuest", GuestPrivilege.Modify, access => Move(access, "srcDirectoryPath", "dstDirectoryPath", overwrite: false));
        gate.Add(methods, "CreateTemporaryFileInGuest", GuestPrivilege.Modify, access => CreateTemporary(access, directory: false));
        gate.Add(methods, "CreateTemporaryDirectoryInGuest", GuestPrivilege.Modify, access => CreateTemporary(access, directory: true));
        gate.Add(methods, "ListFilesInGuest", GuestPrivilege.Query, List);
        gate.Add(methods, "ChangeFileAttributesInGuest", GuestPrivilege.Modify, ChangeAttributes);
        gate.Add(methods, "InitiateFileTransferToGuest", GuestPrivilege.Modify, transfers.InitiateTo);
        gate.Add(methods, "InitiateFileTransferFromGuest", GuestPrivilege.Query, transfers.InitiateFrom);
    }

    private static object? MakeDirectory(GuestAccess access)
    {
        access.Guest.Files.MakeDirectory(
            access.Arguments.RequiredString("directoryPath"), access.Account, PrivateFolder, access.Arguments.Bool("createParentDirectories"));
        return null;
    }

    private static object? DeleteFile(GuestAccess access)
    {
        access.Guest.Files.DeleteFile(access.Arguments.RequiredString("filePath"), access.Account);
        return null;
    }

    private static object? DeleteDirectory(GuestAccess access)
    {
        access.Guest.Files.DeleteDirectory(access.Arguments.RequiredString("directoryPath"), access.Account, access.Arguments.Bool("recursive"));
        return null;
    }

    private static object? Move(GuestAccess access, string from, string to, bool overwrite)
    {
        access.Guest.Files.Move(access.Arguments.RequiredString(from), access.Arguments.RequiredString(to), access.Account, overwrite);
        return null;
    }

    private string CreateTemporary(GuestAccess access, bool directory)
    {
        var files = access.Guest.Files;
        var folder = access.Arguments.String("directoryPath") is { Length: > 0 } chosen ? chosen : access.Guest.IsWindows ? @"C:\Windows\Temp" : "/tmp";
        var name = $"{access.Arguments.RequiredString("prefix")}{random.Next(100_000, 999_999).ToString(CultureInfo.InvariantCulture)}{access.Arguments.RequiredString("suffix")}";
        var path = files.Paths.Combine(folder, name);
        if (directory)
            files.MakeDirectory(path, access.Account, PrivateFolder, parents: false);
        else
            files.Write(path, [], access.Account, PrivateFile);
        return path;
    }

    private static DataObject List(GuestAccess access)
    {
        var path = access.Arguments.RequiredString("filePath");
        var matches = Pattern(access.Arguments.String("matchPattern"));
        var folder = access.Guest.Files.Get(path, followLink: true);
        var entries = access.Guest.Files.List(path, access.Account)
            .Select(node => (Path: folder.IsDirectory ? node.Name : path, Node: node))
            .Where(entry => matches(entry.Node.Name))
            .ToList();
        var index = Math.Max(0, access.Arguments.Int("index") ?? 0);
        var maximum = access.Arguments.Int("maxResults") is { } wanted and > 0 ? wanted : 50;
        var page = entries.Skip(index).Take(maximum).Select(entry => FileInfo(entry.Path, entry.Node, access.Guest)).ToList();
        return new DataObject(
            "GuestListFileInfo",
            ("files", new ValueArray("GuestFileInfo", page)),
            ("remaining", Math.Max(0, entries.Count - index - page.Count)));
    }

    private static DataObject FileInfo(string path, FileNode node, SimulatedGuest guest) => new(
        "GuestFileInfo",
        ("path", path),
        ("type", node.IsDirectory ? "directory" : node.IsLink ? "symlink" : "file"),
        ("size", (long)node.Length),
        ("attributes", GuestFileAttributes.Of(node, guest)));

    private static Predicate<string> Pattern(string? pattern)
    {
        if (string.IsNullOrEmpty(pattern))
            return _ => true;
        try
        {
            var regex = new Regex(pattern, RegexOptions.CultureInvariant, PatternTimeout);
            return name => IsMatch(regex, name);
        }
        catch (ArgumentException)
        {
            throw Fault.InvalidArgument("matchPattern", $"The pattern is not valid: {pattern}");
        }
    }

    private static bool IsMatch(Regex regex, string name)
    {
        try
        {
            return regex.IsMatch(name);
        }
        catch (RegexMatchTimeoutException)
        {
            throw Fault.InvalidArgument("matchPattern", $"The pattern takes too long: {regex}");
        }
    }

    private static object? ChangeAttributes(GuestAccess access)
    {
        access.Guest.Files.Change(access.Arguments.RequiredString("guestFilePath"), node =>
        {
            if (!access.Account.MayWrite(node))
                throw Fault.GuestPermissionDenied();
            GuestFileAttributes.Apply(access.Arguments.Required("fileAttributes"), node);
        });
        return null;
    }
}
