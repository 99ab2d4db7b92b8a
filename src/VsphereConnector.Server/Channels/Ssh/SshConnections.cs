using System.Globalization;
using VsphereConnector.Server.Channels.Clients;

namespace VsphereConnector.Server.Channels.Ssh;

/// <summary>Opens connections with OpenSSH's own client.</summary>
internal sealed class SshConnections : IAsyncDisposable
{
    private readonly SshOptions _options;
    private readonly TimeProvider _time;
    private readonly SharedConnections _shared;
    private bool _checked;
    private int _opened;

    public SshConnections(SshOptions options, TimeProvider time)
    {
        _options = options with { Folder = Path.GetFullPath(options.Folder) };
        _time = time;
        _shared = new SharedConnections(OpenAsync, options.IdleTimeout, time);
        PrivateFile.MakeFolder(_options.Folder);
        foreach (var left in Directory.EnumerateDirectories(_options.Folder))
        {
            Directory.Delete(left, recursive: true);
        }

        SecretPipe.WriteProgram(_options.Folder);
    }

    /// <summary>A connection that others may use at the same time. It is opened where there is none, and stays for a while.</summary>
    /// <exception cref="SshException">It did not come about.</exception>
    public Task<SshLease> RentAsync(SshTarget target, CancellationToken cancellationToken)
    {
        target.Check();
        return _shared.RentAsync(target, cancellationToken);
    }

    /// <summary>Connects, compares the host's key, and logs on. A refused logon is not tried again.</summary>
    /// <exception cref="SshException">It did not come about.</exception>
    public async Task<SshConnection> OpenAsync(SshTarget target, CancellationToken cancellationToken)
    {
        target.Check();
        if (!_checked)
        {
            await ClientProgram.CheckAsync(_options.Program, _options.Folder, _time, cancellationToken);
            _checked = true;
        }

        var jump = target.Jump is { } via ? await RentAsync(via, cancellationToken) : null;
        var folder = Path.Combine(_options.Folder, Interlocked.Increment(ref _opened).ToString(CultureInfo.InvariantCulture));
        try
        {
            Prepare(folder, target, jump?.Connection);
            var (master, keys) = await LogOnAsync(folder, target, cancellationToken);
            return new SshConnection(folder, target with { HostKeys = new SshHostKeyPolicy(keys) }, master, jump, _options, _time);
        }
        catch
        {
            PrivateFile.DeleteFolder(folder);
            if (jump is not null)
            {
                await jump.DisposeAsync();
            }

            throw;
        }
    }

    /// <summary>Ends the shared connections.</summary>
    public ValueTask DisposeAsync() => _shared.DisposeAsync();

    private async Task<(SshMaster Master, IReadOnlyList<SshHostKey> Keys)> LogOnAsync(string folder, SshTarget target, CancellationToken cancellationToken)
    {
        var logon = new SshLogon(folder, target, _options, _time);
        if (target.Guard is not { } guard)
        {
            return await logon.OpenAsync(cancellationToken);
        }

        var tell = await guard(cancellationToken);
        SshFault? fault = SshFault.OutcomeUnknown;
        try
        {
            var opened = await logon.OpenAsync(cancellationToken);
            fault = null;
            return opened;
        }
        catch (SshException exception)
        {
            fault = exception.Fault;
            throw;
        }
        finally
        {
            await tell(fault);
        }
    }

    private void Prepare(string folder, SshTarget target, SshConnection? jump)
    {
        PrivateFile.MakeFolder(folder);
        PrivateFile.Write(Path.Combine(folder, ClientConfiguration.SessionFile), ClientConfiguration.Session);
        PrivateFile.Write(Path.Combine(folder, ClientConfiguration.MasterFile), ClientConfiguration.Master(target, _options, jump?.ProxyCommandTo(target)));
        switch (target.Authentication)
        {
            case SshPrivateKeyText key:
                PrivateFile.Write(Path.Combine(folder, ClientConfiguration.IdentityFile), key.Text.TrimEnd() + "\n");
                break;
            case SshPrivateKey key:
                Link(folder, "", key.Path);
                Link(folder, ".pub", key.Path + ".pub");
                Link(folder, "-cert.pub", key.Path + "-cert.pub");
                break;
            case SshAgent { PublicKeyPath: { } path }:
                Link(folder, ".pub", path);
                break;
        }
    }

    private static void Link(string folder, string suffix, string path)
    {
        if (File.Exists(path))
        {
            File.CreateSymbolicLink(Path.Combine(folder, ClientConfiguration.IdentityFile + suffix), Path.GetFullPath(path));
        }
    }
}
