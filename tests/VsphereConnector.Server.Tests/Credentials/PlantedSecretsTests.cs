using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using VsphereConnector.Server.Tests.Operations;
using VsphereConnector.Simulator;
using VsphereConnector.Simulator.Guests;
using VsphereConnector.Simulator.Inventory;

namespace VsphereConnector.Server.Tests.Credentials;

/// <summary>
/// Gives secrets to the real program in every way in which it takes some, kills it, and looks for them in everything that it wrote and
/// answered, and in what others see of its process.
/// </summary>
public sealed class PlantedSecretsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("planted-");
    private readonly Dictionary<string, string> _secrets = [];
    private readonly Listener _answers = new();
    private readonly StringBuilder _processes = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(_folder.FullName, "data");

    public void Dispose()
    {
        _answers.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task NoSecretThatTheServerWasGiven_IsInAnythingThatItWritesOrSays()
    {
        await using var vCenter = await StartVCenterAsync();
        var program = new ServerProgram(Data);
        var token = await program.CreateTokenAsync();
        using var server = await program.ServeAsync(token, Settings(vCenter));
        using var client = new HttpClient(_answers) { BaseAddress = server.Client.BaseAddress };
        client.DefaultRequestHeaders.Authorization = server.Client.DefaultRequestHeaders.Authorization;
        await UseSecretsAsync(client);
        Look(server.Process);
        var running = Traces();
        server.Process.Kill();
        var console = await server.Process.StandardOutput.ReadToEndAsync(Token);
        var found = Find([.. running, .. Traces(), ("console", console), ("processes", _processes.ToString()), .. _answers.Texts.Select(text => ("answer", text))]);

        // What is no secret is found: the search works, and the write-ahead log is among what it looked at.
        Assert.Contains(running, trace => trace.Where.EndsWith("-wal", StringComparison.Ordinal));
        Assert.NotEmpty(Find(running, new Dictionary<string, string> { ["a name"] = "planted-credential" }));
        Assert.NotEmpty(Find([("processes", _processes.ToString())], new Dictionary<string, string> { ["an argument"] = "--DataFolder=" }));
        Assert.True(found.Count == 0, string.Join(Environment.NewLine, found));
    }

    private Task<SimulatedVCenter> StartVCenterAsync() => SimulatedVCenter.StartAsync(
        new SimulatorOptions
        {
            Users = new Dictionary<string, string> { ["Administrator@vsphere.local"] = Secret("vCenter") },
            Template = new VirtualMachineOptions
            {
                Name = "",
                Guest = GuestProfile.Linux with { Accounts = [new GuestAccount { Name = "root", Password = Secret("guest"), IsAdministrator = true }] },
            },
            VirtualMachines = 4,
        },
        TimeProvider.System,
        Token);

    private string[] Settings(SimulatedVCenter vCenter) =>
    [
        "--VCenters:0:Name=simulated",
        $"--VCenters:0:Url={vCenter.SdkUri}",
        "--VCenters:0:Username=Administrator@vsphere.local",
        $"--VCenters:0:PasswordFile={SecretFile("vCenter")}",
        $"--VCenters:0:Thumbprint={vCenter.Sha256Thumbprint}",
        "--GuestLogons:0:Name=configured",
        "--GuestLogons:0:Username=root",
        $"--GuestLogons:0:PasswordFile={SecretFile("guest")}",
        "--Deployment:RetryFirst=00:00:00.2",
        "--Deployment:RetryMost=00:00:00.5",
        "--Serilog:MinimumLevel:Default=Verbose",
    ];

    private async Task UseSecretsAsync(HttpClient client)
    {
        await SendAsync(client, "credentials", new { name = "planted-credential", kinds = new[] { "Guest", "Ssh" }, username = "root", password = Secret("stored"), sudoPassword = Secret("sudo") });
        var key = $"-----BEGIN OPENSSH PRIVATE KEY-----\n{Secret("key")}\n-----END OPENSSH PRIVATE KEY-----\n";
        await SendAsync(client, "credentials", new { name = "key", kinds = new[] { "Ssh" }, username = "deploy", privateKey = key, passphrase = Secret("passphrase") });
        await SendAsync(client, "credentials", new { name = "no good", kinds = Array.Empty<string>(), username = "", password = Secret("refused"), colour = Secret("unknown") });
        using var malformed = await client.PostAsync("api/v1/credentials", new StringContent($$"""{"name":"x","password":"{{Secret("malformed")}}" """, Encoding.UTF8, "application/json"), Token);
        await EndAsync(client, "AddGuestAlias", "vm-00001", new { name = "planted-credential" }, "Error");
        using var rotated = await client.PutAsJsonAsync("api/v1/credentials/planted-credential/secret", new { password = Secret("rotated") }, Token);
        await EndAsync(client, "AddGuestAlias", "vm-00002", new { username = "root", password = Secret("given") }, "Error");
        await EndAsync(client, "AddGuestAlias", "vm-00003", new { name = "configured" }, "Success");
        await EndAsync(client, "VerifyGuestAlias", "vm-00003", null, "Success");
        await EndAsync(client, "AddGuestAlias", "vm-00004", new { username = "root", password = Secret("guest") }, "Success");
        await SendAsync(client, "operations", new
        {
            kind = "RunTask",
            target = new { virtualMachine = "vm-00003" },
            parameters = new { script = "id", secretEnvironment = new Dictionary<string, string> { ["KEY"] = Secret("task") } },
        });
        foreach (var path in new[] { "credentials", "audit", "settings", "guest-logons", "guest-aliases", "logon-policies", "operations?limit=500" })
        {
            await client.GetStringAsync(new Uri($"api/v1/{path}", UriKind.Relative), Token);
        }
    }

    private static async Task<JsonElement> SendAsync(HttpClient client, string path, object body)
    {
        using var answer = await client.PostAsJsonAsync($"api/v1/{path}", body, Token);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
    }

    /// <summary>Waits until the operation is in a state, or waits for a reason of this code.</summary>
    private static async Task EndAsync(HttpClient client, string kind, string machine, object? guestLogon, string expected)
    {
        var id = (await SendAsync(client, "operations", new { kind, target = new { virtualMachine = machine }, guestLogon })).GetProperty("id").GetString();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromMinutes(3));
        for (var text = ""; !text.Contains($"\"{expected}\"", StringComparison.Ordinal);)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, patience.Token);
            text = await client.GetStringAsync(new Uri($"api/v1/operations/{id}", UriKind.Relative), patience.Token);
        }

        await client.GetByteArrayAsync(new Uri($"api/v1/operations/{id}/output", UriKind.Relative), Token);
    }

    /// <summary>What other accounts see: arguments and environments, of the server and of what it started.</summary>
    private void Look(Process server)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The listing of processes is read from /proc.");
        foreach (var file in new[] { "cmdline", "environ" })
        {
            _processes.AppendLine(File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{server.Id}/{file}")));
        }
    }

    private List<(string Where, string Content)> Traces() =>
    [
        .. Directory.EnumerateFiles(Data, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "lock").Select(file => (file, Read(file))),
    ];

    private static string Read(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return Encoding.Latin1.GetString(copy.ToArray());
    }

    private List<string> Find(IReadOnlyList<(string Where, string Content)> traces, IReadOnlyDictionary<string, string>? secrets = null) =>
    [
        .. from secret in secrets ?? _secrets
           from form in Forms(secret.Value)
           from trace in traces
           where trace.Content.Contains(form, StringComparison.OrdinalIgnoreCase)
           select $"The secret '{secret.Key}' is in {trace.Where} as {form}.",
    ];

    private static IEnumerable<string> Forms(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        yield return secret;
        yield return Encoding.Latin1.GetString(Encoding.Unicode.GetBytes(secret));
        yield return Convert.ToHexString(bytes);

        // In base64 a text looks different at each of three places; the ends depend on what is beside it.
        for (var before = 0; before < 3; before++)
        {
            yield return Convert.ToBase64String([.. new byte[before], .. bytes])[4..^4];
        }
    }

    private string Secret(string name)
    {
        if (!_secrets.TryGetValue(name, out var secret))
        {
            _secrets[name] = secret = $"Zq7{Convert.ToHexString(RandomNumberGenerator.GetBytes(12))}";
        }

        return secret;
    }

    private string SecretFile(string name)
    {
        var path = Path.Combine(_folder.FullName, $"{name}.password");
        File.WriteAllText(path, Secret(name));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return path;
    }

    /// <summary>Keeps all answers.</summary>
    private sealed class Listener() : DelegatingHandler(new SocketsHttpHandler())
    {
        public List<string> Texts { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = await base.SendAsync(request, cancellationToken);
            await answer.Content.LoadIntoBufferAsync(cancellationToken);
            Texts.Add(answer.Headers + await answer.Content.ReadAsStringAsync(cancellationToken));
            return answer;
        }
    }
}
