using System.Text;
using System.Text.Json;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Installation;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;
using VsphereConnector.Server.Channels;
using VsphereConnector.Server.Channels.Smb;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Credentials;
using VsphereConnector.Server.Endpoints;
using VsphereConnector.Server.Enrolment;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Storage;
using VsphereConnector.Server.Tests.Channels.Web;

namespace VsphereConnector.Server.Tests.Channels.Smb;

/// <summary>The whole server, a real smbd, and the connector's own code in the place of the Windows program.</summary>
[Collection(SmbGuestCollection.Name)]
public abstract class SmbDriverTest : IAsyncLifetime
{
    private const string NoServer = "https://127.0.0.1:1";

    private protected SmbGuest Guest { get; }
    private protected RealEndpoint Endpoint { get; } = new();
    private protected RunningServer Server { get; private set; } = null!;
    private OneTimeServices _services = null!;
    private protected RegisteredEndpoint Registered { get; private set; } = null!;

    protected SmbDriverTest(SmbGuest guest)
    {
        guest.Require();
        Guest = guest;
    }

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Server = await RunningServer.StartAsync(Configure);
        await StoreAsync("admins", "administrator", Guest.Password);
        Registered = await RegisterAsync("win-1", "admins");
        _services = new OneTimeServices(Guest, Endpoint, InstallAsync);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _services.DisposeAsync();
        await Endpoint.DisposeAsync();
        await Server.DisposeAsync();
    }

    private protected virtual void Configure(ServerOptions options)
    {
    }

    /// <summary>What the installer does; it has no part in operations.</summary>
    private protected virtual Task<InstallSpool> InstallAsync(string folder) => throw new InvalidOperationException("Nothing is to be installed.");

    private protected SmbTarget TargetOf(string user, string password) => new() { Host = Guest.Address, Port = SmbGuest.Port, User = user, Password = password };

    private protected Task<StoredCredential?> StoreAsync(string name, string user, string password) => Server.Get<CredentialStore>().AddAsync(
        new NewCredential
        {
            Name = name,
            Kinds = [CredentialKind.Smb],
            Username = user,
            Scope = new CredentialScope(),
            Secret = new CredentialSecret { Password = password },
        },
        "test",
        Token);

    private protected Task<SmbConnection> OpenAsync() => new SmbConnections(
        new SmbOptions { Folder = Directory.CreateDirectory(Path.Combine(Endpoint.Folder, $"smb-{Guid.NewGuid():N}")).FullName }, TimeProvider.System)
        .OpenAsync(TargetOf("administrator", Guest.Password), Token);

    private protected Task<RegisteredEndpoint> RegisterAsync(string name, string credential) => Server.Get<EndpointRegistry>().AddAsync(
        new EndpointDefinition
        {
            Name = name,
            Address = Guest.Address,
            Port = name == "win-1" ? SmbGuest.Port : SmbGuest.PortOfSmb2,
            OperatingSystem = EndpointSystem.Windows,
            Driver = EndpointDriver.Smb,
            Credential = credential,
        },
        "test",
        Token);

    private protected async Task<Guid> EnrolAsync(RegisteredEndpoint? endpoint = null, bool overWeb = false)
    {
        var token = await Server.Get<EnrolmentTokens>().CreateAsync(EnrolmentSubject.Of(endpoint ?? Registered), Guid.NewGuid(), EnrolmentTokens.DefaultLifetime, Token);
        var settings = new ConnectorSettings
        {
            ServerUrls = [Server.ConnectorUrl.GetLeftPart(UriPartial.Authority)],
            CertificateAuthority = Server.Get<CertificateAuthority>().CertificatePem,
        };
        return await (overWeb ? Endpoint.StartAsync(settings, token) : Endpoint.StartAsync(settings, token, NoServer));
    }

    private protected Task<Guid> RunAsync(Guid connector, string script) => Server.SubmitAsync(
        OperationTarget.Connector(connector), OperationKind.RunTask, timeout: TimeSpan.FromMinutes(5), task: new RunTaskParameters { Script = script });

    private protected async Task AssertNothingIsLeftAsync(Guid operation)
    {
        Assert.Equal("", await Guest.ShellAsync($"ls -d {SmbGuest.Windows}/temp/vlink-{operation:N} 2>/dev/null || true"));
        await using var connection = await OpenAsync();
        Assert.Empty(await connection.Services.ListAsync($"vlink-once-{operation:N}", Token));
    }

    private protected async Task<int> CountLogonsAsync(string account) => int.Parse(
        await Guest.ShellAsync($"cat /mnt/state/*/log | grep -aFc '[{account}] at [' || true"), System.Globalization.CultureInfo.InvariantCulture);

    private protected async Task UntilOutputAsync(Guid id, string expected)
    {
        using var changes = Server.Get<OperationSignals>().Subscribe(id);
        while (await OutputAsync(id, OutputStream.Output) != expected)
        {
            await changes.Signal.Reader.ReadAsync(Token);
        }
    }

    /// <summary>Waits until the driver is suspended by this error.</summary>
    private protected async Task<OperationError> UntilSuspendedAsync(RegisteredEndpoint endpoint, string code)
    {
        while (true)
        {
            var suspensions = await Server.Get<Suspensions>().OfAsync(endpoint.Subject, Token);
            if (suspensions.FirstOrDefault(one => one.Driver == OperationChannel.Smb && one.Error.Code == code) is { } suspension)
            {
                Assert.Null(suspension.Until);
                return suspension.Error;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Token);
        }
    }

    private protected static async Task UntilAsync(Func<Task<bool>> condition)
    {
        while (!await condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Token);
        }
    }

    private protected async Task<IReadOnlyList<string>> MessagesAsync(Guid id) => await Server.Get<Database>().ReadAsync(
        connection => OperationQueries.Events(connection, id, after: 0, limit: 1000).Select(happened => happened.Message).ToList(), Token);

    private protected Task<string> OutputAsync(Guid id, OutputStream stream) => Server.Get<Database>().ReadAsync(
        connection =>
        {
            var text = new StringBuilder();
            while (OperationOutputTable.Read(connection, id, stream, text.Length) is { } piece)
            {
                text.Append(Encoding.ASCII.GetString(piece.Data));
            }

            return text.ToString();
        },
        Token);
}
