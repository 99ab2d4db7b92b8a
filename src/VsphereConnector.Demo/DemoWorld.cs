using System.Net;
using System.Security.Cryptography.X509Certificates;
using VsphereConnector.Demo.Shell;
using VsphereConnector.Server;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.CommandLine.Client;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Plugin.Registration;
using VsphereConnector.Server.Preflight;
using VsphereConnector.Simulator;

namespace VsphereConnector.Demo;

/// <summary>A simulated vCenter and the real server beside it, in a folder that is removed at the end.</summary>
internal sealed class DemoWorld : IAsyncDisposable
{
    /// <summary>The logon that every simulated guest takes, as the server's configuration names it.</summary>
    public const string GuestLogon = "demo";

    /// <summary>The name of the logon that the Windows guests take.</summary>
    public const string WindowsGuestLogon = "demo-windows";

    /// <summary>The virtual machines that the demo works on; there are more beside them.</summary>
    public static readonly IReadOnlyList<string> Machines = ["web-01", "web-02", "db-01"];

    /// <summary>The logon of the guest that has another password.</summary>
    public const string OtherGuestLogon = "other";

    /// <summary>Simulated guests run the connector's code in this process; what is uploaded stands for the published program.</summary>
    public static readonly string ConnectorProgram = Path.Combine(AppContext.BaseDirectory, "vlink.dll");

    private const string User = "administrator@vsphere.local", Password = "simulator";

    /// <summary>The simulator's users.</summary>
    private static readonly ShellUser[] Users =
    [
        new("administrator@vsphere.local", Password, "May do everything"),
        new("operator@vsphere.local", Password, "Works with connectors, but neither removes nor configures them"),
        new("viewer@vsphere.local", Password, "Sees everything, changes nothing"),
    ];

    private readonly string _folder;
    private readonly SimulatedVCenter _vCenter;
    private readonly WebApplication _server;

    private DemoWorld(string folder, SimulatedVCenter vCenter, WebApplication server, string token)
    {
        _folder = folder;
        _vCenter = vCenter;
        _server = server;
        Token = token;
    }

    public SimulatedVCenter VCenter => _vCenter;

    public Uri VCenterUrl => _vCenter.SdkUri;

    public Uri Api => Services.GetRequiredService<ServerListeners>().Api;

    /// <summary>Of the server.</summary>
    public IServiceProvider Services => _server.Services;

    public string Token { get; }

    public string TokenFile => Path.Combine(_folder, "token");

    public string AuthorityFile => Path.Combine(_folder, "data", "ca.crt");

    public string DatabaseFile => Directory.GetFiles(Path.Combine(_folder, "data"), "*.db").First();

    public static async Task<DemoWorld> StartAsync(DemoInventory inventory, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("vsphere-connector-demo-").FullName;
        var vCenter = await SimulatedVCenter.StartAsync(inventory.Options, TimeProvider.System, cancellationToken);
        inventory.Fill(vCenter);
        await WriteSecretAsync(folder, "vcenter.password", Password, cancellationToken);
        await WriteSecretAsync(folder, "guest.password", "guest", cancellationToken);
        await WriteSecretAsync(folder, "other.password", DemoInventory.OtherPassword, cancellationToken);
        var options = Options(folder, vCenter);
        var server = ServerHost.Build(options, services => Arrange(services, vCenter));
        await server.StartAsync(cancellationToken);
        Tell(options, server.Services.GetRequiredService<ServerListeners>());
        var token = await server.Services.GetRequiredService<ApiTokens>().CreateAsync("demo", TimeSpan.FromDays(1), cancellationToken)
            ?? throw new InvalidOperationException("The demo's token exists already.");
        await WriteSecretAsync(folder, "token", token, cancellationToken);
        return new DemoWorld(folder, vCenter, server, token);
    }

    /// <summary>Opens the client shell over this world.</summary>
    public async Task<ShellHost> OpenShellAsync(int port, CancellationToken cancellationToken)
    {
        await RegisterAsync(cancellationToken);
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(AuthorityFile);
        authorities.ImportFromPem(_vCenter.CertificatePem);
        var options = new ShellOptions { VCenter = VCenterUrl, Users = Users, Authorities = authorities, Port = port };
        return await ShellHost.StartAsync(options, TimeProvider.System, cancellationToken);
    }

    public ApiClient Client() => ServerArguments.Connect(Api, Token, new FileInfo(AuthorityFile));

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(CancellationToken.None);
        await _server.DisposeAsync();
        await _vCenter.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>As <c>vsphere-connector register</c> does it.</summary>
    private async Task RegisterAsync(CancellationToken cancellationToken)
    {
        var client = await Services.GetRequiredService<VCenters>().All.Single().ConnectAsync(cancellationToken);
        await PluginRegistration.RegisterAsync(client, Services.GetRequiredService<PluginExtension>().Build(client), cancellationToken);
    }

    /// <summary>The simulated ESXi hosts have names, but their files go to the simulator.</summary>
    private static void Arrange(IServiceCollection services, SimulatedVCenter vCenter) => services.AddSingleton(
        new HostReachability(TimeProvider.System, _ => new IPEndPoint(IPAddress.Loopback, vCenter.SdkUri.Port)));

    /// <summary>What a real installation is configured with, and the demo knows only when its ports are taken.</summary>
    private static void Tell(ServerOptions options, ServerListeners listeners)
    {
        options.Listen.PublicUrls = [.. listeners.ConnectorUrls];
        options.Plugin.PublicUrl = listeners.Api.ToString();
    }

    private static ServerOptions Options(string folder, SimulatedVCenter vCenter) => new()
    {
        DataFolder = Path.Combine(folder, "data"),
        Listen = { Api = "https://127.0.0.1:0", Connectors = "https://127.0.0.1:0" },
        VCenters =
        {
            new VCenterOptions
            {
                Name = "simulated",
                Url = vCenter.SdkUri.ToString(),
                Username = User,
                PasswordFile = Path.Combine(folder, "vcenter.password"),
                Thumbprint = vCenter.Sha256Thumbprint,
            },
        },
        GuestLogons =
        {
            new GuestLogonOptions { Name = GuestLogon, Username = "root", PasswordFile = Path.Combine(folder, "guest.password") },
            new GuestLogonOptions { Name = WindowsGuestLogon, Username = "Administrator", PasswordFile = Path.Combine(folder, "guest.password") },
            new GuestLogonOptions { Name = OtherGuestLogon, Username = "root", PasswordFile = Path.Combine(folder, "other.password") },
        },
        Deployment =
        {
            ConnectorPrograms = { ["linux-x64"] = ConnectorProgram, ["win-x64"] = ConnectorProgram },
        },
    };

    private static async Task WriteSecretAsync(string folder, string name, string text, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var file = new StreamWriter(Path.Combine(folder, name), options);
        await file.WriteLineAsync(text.AsMemory(), cancellationToken);
    }
}
