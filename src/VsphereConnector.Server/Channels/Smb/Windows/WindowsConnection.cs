using System.Net;

namespace VsphereConnector.Server.Channels.Smb.Windows;

/// <summary>Logs on to another Windows machine with the system's own client; what is opened there afterwards is opened as that account.</summary>
internal sealed class WindowsConnection(SmbTarget target, SmbOptions options, TimeProvider time)
{
    private const int Disk = 1;
    private const int Temporary = 0x4, RequireIntegrity = 0x4000, RequirePrivacy = 0x8000;

    public static string ServerOf(SmbTarget target) =>
        IPAddress.TryParse(target.Host, out var address) && target.Host.Contains(':', StringComparison.Ordinal)
            ? $@"\\{address.ToString().Replace(':', '-')}.ipv6-literal.net"
            : $@"\\{target.Host}";

    public async Task<IShare> OpenAsync(string name, CancellationToken cancellationToken)
    {
        if (target.Port != SmbTarget.DefaultPort)
        {
            throw SmbErrors.BadTarget($"Windows reaches SMB at port {SmbTarget.DefaultPort} alone, not {target.Port}.", "Use that port, or run this server on Linux.");
        }

        var share = $@"{ServerOf(target)}\{name}";
        await WindowsCall.WithinAsync(target, options.ConnectTimeout, time, () => Connect(name, share), cancellationToken);
        return new WindowsShare(target, share, options, time);
    }

    private int Connect(string name, string share)
    {
        var resource = new NativeMethods.NetResource { Type = Disk, RemoteName = share };
        var error = NativeMethods.WNetAddConnection2(ref resource, target.Password, target.Account, Temporary | RequireIntegrity | (options.RequireEncryption ? RequirePrivacy : 0));
        var status = SmbStatus.OfWin32(error);
        return error == 0 ? 0 : throw SmbErrors.OfConnection(target, name, status, $"Win32 error {error}");
    }
}
