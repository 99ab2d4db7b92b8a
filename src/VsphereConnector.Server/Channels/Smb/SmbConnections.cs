using System.Globalization;
using VsphereConnector.Server.Channels.Clients;
using VsphereConnector.Server.Channels.Smb.Samba;
using VsphereConnector.Server.Channels.Smb.Windows;

namespace VsphereConnector.Server.Channels.Smb;

/// <summary>Opens connections with the system's own client: Samba's tools, or those of Windows.</summary>
internal sealed class SmbConnections
{
    private readonly SmbOptions _options;
    private readonly TimeProvider _time;
    private int _opened;
    private bool _checked;

    public SmbConnections(SmbOptions options, TimeProvider time)
    {
        _options = options with { Folder = Path.GetFullPath(options.Folder) };
        _time = time;
        PrivateFile.MakeFolder(_options.Folder);
        foreach (var left in Directory.EnumerateDirectories(_options.Folder))
        {
            Directory.Delete(left, recursive: true);
        }
    }

    /// <summary>Connects and logs on, once: a refused logon is not tried again.</summary>
    /// <exception cref="SmbException">It did not come about.</exception>
    public async Task<SmbConnection> OpenAsync(SmbTarget target, CancellationToken cancellationToken)
    {
        target.Check();
        var folder = Path.Combine(_options.Folder, Interlocked.Increment(ref _opened).ToString(CultureInfo.InvariantCulture));
        PrivateFile.MakeFolder(folder);
        var system = OperatingSystem.IsWindows() ? OnWindows(target, folder) : WithSamba(target, folder);
        try
        {
            await CheckOnceAsync(target, folder, cancellationToken);
            return new SmbConnection(system, SmbConnection.AdministrativeShare, await system.OpenAsync(SmbConnection.AdministrativeShare, cancellationToken));
        }
        catch
        {
            system.Close();
            throw;
        }
    }

    private async Task CheckOnceAsync(SmbTarget target, string folder, CancellationToken cancellationToken)
    {
        if (!_checked && !OperatingSystem.IsWindows())
        {
            await new SambaClient(folder, target, _options, _time).CheckAsync(cancellationToken);
            _checked = true;
        }
    }

    private SmbSystem WithSamba(SmbTarget target, string folder)
    {
        PrivateFile.Write(Path.Combine(folder, SambaConfiguration.File), SambaConfiguration.Text(_options));
        var client = new SambaClient(folder, target, _options, _time);
        return new SmbSystem
        {
            Target = target,
            Options = _options,
            Time = _time,
            Folder = folder,
            Services = new SambaServices(client),
            OpenAsync = (share, cancellationToken) => SambaShare.OpenAsync(client, share, cancellationToken),
        };
    }

    private SmbSystem OnWindows(SmbTarget target, string folder) => new()
    {
        Target = target,
        Options = _options,
        Time = _time,
        Folder = folder,
        Services = new WindowsServices(target, _options, _time),
        OpenAsync = new WindowsConnection(target, _options, _time).OpenAsync,
    };
}
