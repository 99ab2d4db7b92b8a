using System.Text;
using VsphereConnector.Server.Channels.Ssh;

namespace VsphereConnector.Server.Tests.Channels.Ssh;

/// <summary>A test of the product's SSH against a real sshd.</summary>
[Collection(SshGuestCollection.Name)]
public abstract class SshTest : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ssh test %h \"quoted\" ");

    protected SshTest(SshGuest guest)
    {
        guest.Require();
        Guest = guest;
        Connections = new SshConnections(Options, TimeProvider.System);
    }

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected SshGuest Guest { get; }

    private protected SshOptions Options => new() { Folder = ConnectionsFolder, ConnectTimeout = TimeSpan.FromMinutes(2) };

    private protected SshConnections Connections { get; }

    protected string ConnectionsFolder => Path.Combine(_folder.FullName, "connections");

    public virtual async ValueTask DisposeAsync()
    {
        await Connections.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private protected SshTarget As(string user, SshAuthentication? authentication = null) => new()
    {
        Host = Guest.Address,
        Port = SshGuest.Port,
        User = user,
        Authentication = authentication ?? new SshPassword(Guest.Password),
        HostKeys = new SshHostKeyPolicy([Guest.HostKey]),
    };

    private protected Task<SshConnection> OpenAsync(string user, SshAuthentication? authentication = null) => Connections.OpenAsync(As(user, authentication), Token);

    private protected SshPrivateKey Key => new(Guest.KeyFile);

    private protected Task<SshException> RefusedAsync(SshTarget target) => Assert.ThrowsAsync<SshException>(() => Connections.OpenAsync(target, Token));

    private protected async Task<int> CountInLogAsync(string text) => (await Guest.ShellAsync("cat /var/log/sshd.log")).Split(text).Length - 1;

    private protected static MemoryStream Bytes(string text) => new(Encoding.UTF8.GetBytes(text));
}
