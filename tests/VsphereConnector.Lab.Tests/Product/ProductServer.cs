using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using VsphereConnector.Lab.Tests.World;

namespace VsphereConnector.Lab.Tests.Product;

/// <summary>The published server as a process of its own in the hub, with its own data folder.</summary>
internal sealed class ProductServer(Hub hub, Vcsim vcsim, PublishedProduct product, int number) : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ClientTimeout = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(20);

    private LongRunning? _running;
    private string _earlierLog = "";

    public string Log => _earlierLog + _running?.Log;

    /// <summary>A file with the password of root in every guest.</summary>
    public string GuestPasswordFile => Folder + "/guest.password";

    private string Folder => string.Create(CultureInfo.InvariantCulture, $"{Hub.Folder}/server-{number}");

    private string Outside => string.Create(CultureInfo.InvariantCulture, $"{hub.FolderFromOutside}/server-{number}");

    /// <summary>Where connectors reach it.</summary>
    public int ConnectorPort => 10_000 + number;

    private int ApiPort => 20_000 + number;

    /// <summary>Writes its configuration, as an administrator would.</summary>
    /// <param name="byCertificate">Its vCenter account has a certificate, and tokens of Single Sign-On for it, instead of a password.</param>
    /// <param name="token">Ends it.</param>
    public async Task ConfigureAsync(bool byCertificate, CancellationToken token)
    {
        Directory.CreateDirectory(Outside);
        var configuration = new
        {
            DataFolder = Folder + "/data",
            Listen = new
            {
                Api = FormattableString.Invariant($"https://127.0.0.1:{ApiPort}"),
                Connectors = FormattableString.Invariant($"https://*:{ConnectorPort}"),
                PublicUrls = new[] { FormattableString.Invariant($"https://{Hub.Address}:{ConnectorPort}") },
            },
            VCenters = new[]
            {
                new
                {
                    Name = "lab",
                    Url = vcsim.Url,
                    Username = Vcsim.User,
                    PasswordFile = byCertificate ? "" : Folder + "/vcenter.password",
                    CertificateFile = byCertificate ? Folder + "/account.crt" : "",
                    KeyFile = byCertificate ? Folder + "/account.key" : "",
                    SecurityTokenService = new Uri(vcsim.Url, Vcsim.TokenServicePath).ToString(),
                    CertificateAuthorityFile = Folder + "/vcenter.pem",
                },
            },
            GuestLogons = new[] { new { Name = "root", Username = "root", PasswordFile = Folder + "/guest.password" } },
            Rules = new { PollInterval = "00:00:00.5", RereadInterval = "00:00:02" },
            Deployment = new
            {
                PollFirst = "00:00:00.2",
                PollMost = "00:00:01",
                ConnectorPrograms = new Dictionary<string, string?> { ["linux-x64"] = product.Connector, ["win-x64"] = product.WindowsConnector ?? product.Connector },
            },
        };
        await WriteAsync("vsphere-connector.json", JsonSerializer.Serialize(configuration), token);
        await WriteAsync("vcenter.password", Vcsim.Password, token);
        await WriteAsync("guest.password", Vcsim.Accounts["root"], token);
        await WriteAsync("vcenter.pem", vcsim.Certificate, token);
        if (byCertificate)
            await MakeAccountAsync(token);
    }

    /// <summary>Starts it and waits until it listens, for connectors and for clients.</summary>
    public async Task StartAsync(CancellationToken token)
    {
        var process = _running = hub.Start("server", [.. Program, "serve", "--config", Folder + "/vsphere-connector.json"]);
        await Eventually.TrueAsync(
            () => process.HasExited || (IsListening(process, ConnectorPort) && IsListening(process, ApiPort)),
            () => $"the server does not listen.{Environment.NewLine}{Log}", StartTimeout, token);
        if (process.HasExited)
            throw new InvalidOperationException($"The server ended at once.{Environment.NewLine}{Log}");
    }

    /// <summary>SIGKILL: the server has no chance to say or write anything any more.</summary>
    public async Task KillAsync(CancellationToken token)
    {
        var process = _running ?? throw new InvalidOperationException("The server is not running.");
        Kill(process);
        await process.WaitForExitAsync(StopTimeout, token);
        _earlierLog += process.Log + "--- killed ---" + Environment.NewLine;
        await process.DisposeAsync();
        _running = null;
    }

    /// <summary>An administrator with a token of their own.</summary>
    public async Task<Administrator> LogOnAsync(CancellationToken token)
    {
        var made = await RunAsync(["token", "create", "--name", "lab", "--config", Folder + "/vsphere-connector.json"], token);
        var apiToken = made.EnsureSuccess().Output.Split('\n')[^1];
        await WriteAsync("api.token", apiToken, token);
        return new Administrator(ApiClient.Create(hub, ApiPort, Path.Combine(Outside, "data", "ca.crt"), apiToken));
    }

    /// <summary>A verb of the command line that works with the server's configuration, beside the server.</summary>
    public Task<CommandResult> RunBesideAsync(CancellationToken token, params IEnumerable<string> verb) =>
        RunAsync([.. verb, "--config", Folder + "/vsphere-connector.json"], token);

    /// <summary>A page of the plug-in that a vSphere Client's user has open.</summary>
    public HttpClient OpenPage(ClientSession session) => ApiClient.Create(hub, ApiPort, Path.Combine(Outside, "data", "ca.crt"), session);

    /// <summary>Puts a file beside the server's, and tells its path there.</summary>
    public async Task<string> PutFileAsync(string name, string text, CancellationToken token)
    {
        await WriteAsync(name, text, token);
        return $"{Folder}/{name}";
    }

    /// <summary>A verb of the command line that is a client of the running server.</summary>
    public Task<CommandResult> RunClientAsync(CancellationToken token, params IEnumerable<string> verb) => RunAsync(
        [.. verb, "--server", FormattableString.Invariant($"https://localhost:{ApiPort}"), "--token-file", Folder + "/api.token",
            "--ca-file", Folder + "/data/ca.crt"],
        token, ClientTimeout);

    /// <summary>A file beside the server, as the command line there finds it.</summary>
    public async Task<string> PutFileAsync(string name, byte[] content, CancellationToken token)
    {
        await File.WriteAllBytesAsync(Path.Combine(Outside, name), content, token);
        return $"{Folder}/{name}";
    }

    /// <summary>What is beside the server, by its path from out here.</summary>
    public string FromOutside(string path) => Outside + path[Folder.Length..];

    /// <summary>Its disk no longer has what was uploaded.</summary>
    public Task DamagePackageAsync(string sha256, CancellationToken token)
    {
        var file = Path.Combine(Outside, "data", "packages", sha256);
        return File.WriteAllBytesAsync(file, new byte[new FileInfo(file).Length], token);
    }

    private async Task MakeAccountAsync(CancellationToken token)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=vsphere-connector", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddMinutes(-5), TimeProvider.System.GetUtcNow().AddDays(1));
        await WriteAsync("account.crt", certificate.ExportCertificatePem(), token);
        await WriteAsync("account.key", key.ExportPkcs8PrivateKeyPem(), token);
    }

    private async Task WriteAsync(string name, string text, CancellationToken token)
    {
        var owner = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            owner.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var file = new StreamWriter(Path.Combine(Outside, name), owner);
        await file.WriteAsync(text.AsMemory(), token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_running is null)
            return;

        Kill(_running);
        await _running.DisposeAsync();
    }

    private Task<CommandResult> RunAsync(IEnumerable<string> verb, CancellationToken token, TimeSpan? timeout = null) =>
        hub.RunAsync([.. Program, .. verb], token, timeout: timeout);

    private IEnumerable<string> Program =>
    [
        "env", "--ignore-environment", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=" + Folder, "DOTNET_NOLOGO=1",
        "DOTNET_TC_CallCounting=0", // what runs for seconds is not worth being compiled again
        "DOTNET_ROOT=" + Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../..")),
        product.Server,
    ];

    private static void Kill(LongRunning entered)
    {
        if (ProcessIds.ChildOf(entered.Id) is not { } id)
            return;

        using var server = Process.GetProcessById(id);
        server.Kill();
    }

    private static bool IsListening(LongRunning entered, int port)
    {
        if (ProcessIds.ChildOf(entered.Id) is not { } id)
            return false;

        const string listening = "0A";
        var local = FormattableString.Invariant($":{port:X4}");
        return new[] { "tcp", "tcp6" }
            .SelectMany(protocol => File.ReadLines(FormattableString.Invariant($"/proc/{id}/net/{protocol}")))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Any(column => column[1].EndsWith(local, StringComparison.Ordinal) && column[3] == listening);
    }
}
