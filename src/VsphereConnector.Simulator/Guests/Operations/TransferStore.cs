using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using VsphereConnector.Simulator.Faults;
using VsphereConnector.Simulator.Guests.Files;
using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Simulator.Soap;

namespace VsphereConnector.Simulator.Guests.Operations;

/// <summary>A transfer that was allowed and has not happened yet.</summary>
internal sealed record GuestTransfer(VirtualMachine VirtualMachine, int PowerEpoch, GuestAccount Account, string Path, bool Upload, long Size, int Mode, bool Overwrite);

/// <summary>The transfers by their token: one success, then it is dead; dead also when the machine was powered off.</summary>
internal sealed class TransferStore(Func<VirtualMachine, string> transferHost)
{
    private readonly ConcurrentDictionary<string, GuestTransfer> _open = new(StringComparer.Ordinal);
    private int _lastId;

    public string InitiateTo(GuestAccess access)
    {
        var path = access.Arguments.RequiredString("guestFilePath");
        var overwrite = access.Arguments.Bool("overwrite");
        var files = access.Guest.Files;
        var existing = files.Find(path, followLink: false);
        if (existing is { IsLink: true })
            throw Fault.InvalidArgument("guestFilePath", "A symbolic link cannot be written to.");
        if (existing is { IsDirectory: true })
            throw Fault.NotAFile(path);
        if (existing is not null && !overwrite)
            throw Fault.FileAlreadyExists(path);
        var segments = files.Paths.Split(path);
        var folder = files.Get(files.Paths.Join(segments[..^1]));
        if (!folder.IsDirectory || !access.Account.MayWrite(folder))
            throw Fault.CannotAccessFile(path);
        var size = access.Arguments.Long("fileSize") ?? throw Fault.InvalidArgument("fileSize", "The size is missing.");
        return Open(new GuestTransfer(
            access.VirtualMachine, access.VirtualMachine.PowerEpoch, access.Account, path, Upload: true, size, GuestFileAttributes.ModeOf(access.Arguments.Required("fileAttributes")), overwrite));
    }

    public DataObject InitiateFrom(GuestAccess access)
    {
        var path = access.Arguments.RequiredString("guestFilePath");
        var file = access.Guest.Files.Get(path, followLink: false);
        if (file.IsLink)
            throw Fault.InvalidArgument("guestFilePath", "A symbolic link cannot be read.");
        if (file.IsDirectory)
            throw Fault.NotAFile(path);
        if (!access.Account.MayRead(file))
            throw Fault.CannotAccessFile(path);
        var url = Open(new GuestTransfer(access.VirtualMachine, access.VirtualMachine.PowerEpoch, access.Account, path, Upload: false, file.Length, 0, Overwrite: false));
        return new DataObject("FileTransferInformation", ("attributes", GuestFileAttributes.Of(file, access.Guest)), ("size", (long)file.Length), ("url", url));
    }

    public GuestTransfer? Find(string token)
    {
        if (!_open.TryGetValue(token, out var transfer))
            return null;
        if (transfer.VirtualMachine.PoweredOn && transfer.VirtualMachine.PowerEpoch == transfer.PowerEpoch)
            return transfer;
        Close(token);
        return null;
    }

    public bool Close(string token) => _open.TryRemove(token, out _);

    private string Open(GuestTransfer transfer)
    {
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));
        _open[token] = transfer;
        var id = Interlocked.Increment(ref _lastId).ToString(CultureInfo.InvariantCulture);
        return $"https://{transferHost(transfer.VirtualMachine)}/guestFile?id={id}&token={token}";
    }
}
