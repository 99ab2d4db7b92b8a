using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Local;
using VsphereConnector.Contracts.Installation;
using VsphereConnector.Contracts.Web;
using VsphereConnector.Server.Tests.Channels.Web;

namespace VsphereConnector.Server.Tests.Channels.Smb;

/// <summary>
/// What the connector's one-time services do in the guest, done by the connector's own code in this process: the guest runs no Windows programs.
/// </summary>
internal sealed class OneTimeServices : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly SmbGuest _guest;
    private readonly RealEndpoint _endpoint;
    private readonly Func<string, Task<InstallSpool>> _install;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _watching;

    public OneTimeServices(SmbGuest guest, RealEndpoint endpoint, Func<string, Task<InstallSpool>> install)
    {
        _guest = guest;
        _endpoint = endpoint;
        _install = install;
        _watching = WatchAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task WatchAsync()
    {
        // Kept here and not there: while a folder is removed it is half of what it was, and nothing begins anew for that.
        var taken = Folders().ToHashSet();
        var running = new List<Task>();
        while (!_end.IsCancellationRequested)
        {
            foreach (var folder in Folders())
            {
                if (Directory.Exists(Path.Combine(folder, InstallSpool.OnceMarker)) && taken.Add(folder))
                {
                    running.Add(RunAsync(folder));
                }
            }

            await Task.Delay(Pause, TimeProvider.System, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private IEnumerable<string> Folders() => _guest.TempFolders.SelectMany(folder => Directory.EnumerateDirectories(folder, "vlink-*"));

    private async Task RunAsync(string folder)
    {
        var spool = File.Exists(Path.Combine(folder, InstallBundle.WindowsFileName)) ? await _install(folder) : await ExecuteAsync(folder);
        var partial = Path.Combine(folder, "done.new");
        await File.WriteAllTextAsync(partial, spool.Format());
        File.Move(partial, Path.Combine(folder, InstallSpool.DoneMarker));
    }

    private async Task<InstallSpool> ExecuteAsync(string folder)
    {
        await using var error = new StringWriter();
        var exitCode = await new FolderExchange(_endpoint, ConnectorFolder.Of(_endpoint), folder).RunAsync(error, _end.Token);
        return new InstallSpool(Guid.NewGuid(), exitCode, @"NT AUTHORITY\SYSTEM", error.ToString());
    }
}
