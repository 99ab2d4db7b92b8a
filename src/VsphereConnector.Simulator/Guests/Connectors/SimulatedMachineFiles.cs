using VsphereConnector.Connector.Machines;
using VsphereConnector.Simulator.Guests.Files;
using VsphereConnector.Simulator.Guests.Processes;

namespace VsphereConnector.Simulator.Guests.Connectors;

/// <summary>The files of a simulated guest for one process. A process that was killed can change nothing any more.</summary>
internal sealed class SimulatedMachineFiles(SimulatedGuest guest, SimulatedProcess process) : IMachineFiles
{
    private SimulatedFileSystem Disk => process.IsRunning ? guest.Files : throw new IOException($"The process {process.Id} has ended.");

    public FileKind KindOf(string path) => MachineFailures.Translate(() => Disk.Find(path, followLink: false)) switch
    {
        null => FileKind.None,
        { IsDirectory: true } => FileKind.Directory,
        { IsLink: true } => FileKind.Link,
        _ => FileKind.File,
    };

    public byte[] ReadAllBytes(string path) => MachineFailures.Translate(() => Disk.Read(path, process.Account));

    public void WriteAtomically(string path, ReadOnlySpan<byte> content, UnixFileMode mode) => WriteNode(path, content.ToArray(), mode, replaceNode: true);

    public void Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode) => WriteNode(path, content.ToArray(), mode, replaceNode: false);

    public void CopyAtomically(string from, string to, UnixFileMode mode) =>
        WriteNode(to, MachineFailures.Translate(() => Disk.ReadShared(from, process.Account)), mode, replaceNode: true);

    public Stream OpenAppend(string path, UnixFileMode mode) => MachineFailures.Translate(() =>
    {
        var file = Disk.Find(path) ?? Disk.Write(path, [], process.Account, (int)mode);
        return new GuestFileStream(guest.Files, file, path, writing: true, process);
    });

    public Stream OpenRead(string path) => MachineFailures.Translate(() =>
        new GuestFileStream(guest.Files, Disk.Get(path), path, writing: false, process));

    public void CreateDirectory(string path, UnixFileMode mode) =>
        Do(() => Disk.MakeDirectory(path, process.Account, (int)mode, parents: true));

    public void CreateLink(string path, string target) => Do(() => Disk.MakeLink(path, target, process.Account));

    public string? ReadLink(string path) => MachineFailures.Translate(() => Disk.Find(path, followLink: false))?.LinkTarget;

    public IReadOnlyList<string> List(string directory) => MachineFailures.Translate(() =>
        Disk.Find(directory) is { IsDirectory: true } ? Disk.List(directory, process.Account).Select(node => node.Name).ToList() : []);

    public void Move(string from, string to) => Do(() => Disk.Move(from, to, process.Account, overwrite: true));

    public void Delete(string path) => Do(() =>
    {
        switch (Disk.Find(path, followLink: false))
        {
            case null:
                break;
            case { IsDirectory: true }:
                Disk.DeleteDirectory(path, process.Account, recursive: true);
                break;
            default:
                Disk.DeleteFile(path, process.Account);
                break;
        }
    });

    public UnixFileMode ModeOf(string path) => (UnixFileMode)MachineFailures.Translate(() => Disk.Get(path)).Mode;

    public bool MayExecute(string path) => MachineFailures.Translate(() =>
        Disk.Find(path) is { IsFile: true } file && process.Account.MayExecute(file) && !Disk.IsNoExec(path));

    public void SetOwner(string path, string account)
    {
        var owner = guest.Accounts.Find(account) ?? throw new UnknownAccountException(account);
        Do(() => Disk.Change(path, node => SetOwner(node, owner.Name)));
    }

    public long FreeBytes(string directory) => MachineFailures.Translate(() => Disk.FreeBytes(directory));

    public long TotalBytes(string directory) => MachineFailures.Translate(() => Disk.TotalBytes(directory));

    public IDisposable? TryLock(string path)
    {
        if (KindOf(path) == FileKind.None)
            Write(path, [], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return guest.Locks.TryTake(path, process);
    }

    private void WriteNode(string path, byte[] content, UnixFileMode mode, bool replaceNode) =>
        MachineFailures.Translate(() => Disk.Write(path, content, process.Account, (int)mode, replaceNode));

    private static void SetOwner(FileNode node, string owner)
    {
        node.Owner = owner;
        foreach (var (_, child) in node.Children ?? [])
            SetOwner(child, owner);
    }

    private static void Do(Action operation) => MachineFailures.Translate(() =>
    {
        operation();
        return 0;
    });
}
