using System.Globalization;

namespace VsphereConnector.Server.Channels.Ssh;

/// <summary>Opens connections with OpenSSH's own client.</summary>
internal sealed class SshConnections
{
    private readonly SshOptions _options;
    private readonly TimeProvider _time;
    private readonly Lazy<Task> _check;
    private int _opened;

    public SshConnections(SshOptions options, TimeProvider time)
    {
        _options = options with { Folder = Path.GetFullPath(options.Folder) };
        _time = time;
        PrivateFile.MakeFolder(_options.Folder);
        foreach (var left in Directory.EnumerateDirectories(_options.Folder))
        {
            Directory.Delete(left, recursive: true);
        }

        SecretPipe.WriteProgram(_options.Folder);
        _check = new Lazy<Task>(() => ClientProgram.CheckAsync(_options.Program, _options.Folder, _time, CancellationToken.None));
    }

    /// <summary>Connects, compares the host's key, and logs on. A refused logon is not tried again.</summary>
    /// <exception cref="SshException">It did not come about.</exception>
    public async Task<SshConnection> OpenAsync(SshTarget target, CancellationToken cancellationToken)
    {
        target.Check();
        await _check.Value.WaitAsync(cancellationToken);
        var jump = target.Jump is { } via ? await OpenAsync(via, cancellationToken) : null;
        var folder = Path.Combine(_options.Folder, Interlocked.Increment(ref _opened).ToString(CultureInfo.InvariantCulture));
        try
        {
            Prepare(folder, target, jump);
            var (master, keys) = await new SshLogon(folder, target, _options, _time).OpenAsync(cancellationToken);
            return new SshConnection(folder, target with { HostKeys = new SshHostKeyPolicy(keys) }, master, jump, _options, _time);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            if (jump is not null)
            {
                await jump.DisposeAsync();
            }

            throw;
        }
    }

    private void Prepare(string folder, SshTarget target, SshConnection? jump)
    {
        PrivateFile.MakeFolder(folder);
        PrivateFile.Write(Path.Combine(folder, ClientConfiguration.SessionFile), ClientConfiguration.Session);
        PrivateFile.Write(Path.Combine(folder, ClientConfiguration.MasterFile), ClientConfiguration.Master(target, _options, jump?.ProxyCommandTo(target)));
        switch (target.Authentication)
        {
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
