using System.Globalization;
using System.Text;
using VsphereConnector.Server.Channels.Smb;

namespace VsphereConnector.Server.Tests.Channels.Smb;

/// <summary>A test of the product's SMB against a real smbd.</summary>
[Collection(SmbGuestCollection.Name)]
public abstract class SmbTest : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smb test %h ");

    protected SmbTest(SmbGuest guest)
    {
        guest.Require();
        Guest = guest;
        Connections = new SmbConnections(Options, TimeProvider.System);
    }

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected SmbGuest Guest { get; }

    private protected SmbOptions Options => new() { Folder = ConnectionsFolder, ConnectTimeout = TimeSpan.FromMinutes(2), CommandTimeout = TimeSpan.FromMinutes(2) };

    private protected SmbConnections Connections { get; }

    protected string ConnectionsFolder => Path.Combine(_folder.FullName, "connections");

    /// <summary>Of this test alone, below the share's Temp.</summary>
    protected string WorkFolder { get; } = $@"Temp\test-{Guid.NewGuid():N}";

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected SmbTarget As(string user, string? password = null, int port = SmbGuest.Port) => new()
    {
        Host = Guest.Address,
        Port = port,
        User = user,
        Password = password ?? Guest.Password,
    };

    private protected Task<SmbConnection> OpenAsync() => Connections.OpenAsync(As("administrator"), Token);

    private protected async Task<SmbConnection> OpenWithFolderAsync()
    {
        var connection = await OpenAsync();
        await (await connection.ShareAsync(Token)).MakeFolderAsync(WorkFolder, Token);
        return connection;
    }

    private protected Task<SmbException> RefusedAsync(SmbTarget target) => Assert.ThrowsAsync<SmbException>(() => Connections.OpenAsync(target, Token));

    /// <summary>A path of the share as the guest has it.</summary>
    protected static string InGuest(string path) => $"{SmbGuest.Windows}/{path.Replace('\\', '/').Replace("Temp/", "temp/", StringComparison.Ordinal)}";

    /// <summary>How often smbd was asked to log an account on.</summary>
    protected async Task<int> CountLogonsAsync(string account) => int.Parse(
        await Guest.ShellAsync($"cat /mnt/state/*/log | grep -aFc '[{account}] at [' || true"), CultureInfo.InvariantCulture);

    private protected static MemoryStream Bytes(string text) => new(Encoding.UTF8.GetBytes(text));
}
