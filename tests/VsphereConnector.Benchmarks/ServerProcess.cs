using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using VsphereConnector.Simulator;

namespace VsphereConnector.Benchmarks;

/// <summary>The server as a process of its own, as an administrator starts it: what it takes is its own, and it can be killed.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly string _configuration;
    private Process _process;

    private ServerProcess(string configuration, Process process, HttpClient api)
    {
        _configuration = configuration;
        _process = process;
        Api = api;
    }

    /// <summary>The REST API, with a token.</summary>
    public HttpClient Api { get; }

    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public double ResidentMegabytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / 1e6;
        }
    }

    public static async Task<ServerProcess> StartAsync(string folder, IReadOnlyDictionary<string, SimulatedVCenter> vCenters)
    {
        var (api, connectors) = (FreePort(), FreePort());
        var configuration = Path.Combine(folder, "vsphere-connector.json");
        var guest = await InstallationBenchmark.WriteSecretAsync(folder, "guest.password", "guest");
        var vCenter = await InstallationBenchmark.WriteSecretAsync(folder, "vcenter.password", "simulator");
        await File.WriteAllTextAsync(configuration, JsonSerializer.Serialize(new
        {
            DataFolder = Path.Combine(folder, "data"),
            Listen = new { Api = $"http://127.0.0.1:{api}", Connectors = $"https://127.0.0.1:{connectors}", PublicUrls = new[] { $"https://127.0.0.1:{connectors}" } },
            VCenters = vCenters.Select(entry => new
            {
                Name = entry.Key,
                Url = entry.Value.SdkUri,
                Username = "administrator@vsphere.local",
                PasswordFile = vCenter,
                Thumbprint = entry.Value.Sha256Thumbprint,
            }),
            GuestLogons = new[] { new { Name = "guest", Username = "root", PasswordFile = guest } },
            Deployment = new { ConnectorPrograms = new Dictionary<string, string> { ["linux-x64"] = Path.Combine(AppContext.BaseDirectory, "vlink.dll") } },
        }));
        var process = Serve(configuration);
        var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{api}/api/v1/") };
        var server = new ServerProcess(configuration, process, client);
        await server.WaitUntilReadyAsync();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await server.MakeTokenAsync());
        return server;
    }

    /// <summary>How many connectors have an open channel.</summary>
    /// <exception cref="InvalidOperationException">An operation failed: they will never be as many as there should be.</exception>
    public async Task<long> ConnectedAsync()
    {
        var fleet = await Api.GetFromJsonAsync<JsonElement>("fleet");
        return fleet.GetProperty("operations").GetProperty("Error24h").GetInt64() is var count and > 0
            ? throw new InvalidOperationException($"{count} operations failed.")
            : fleet.GetProperty("connectors").GetProperty("Connected").GetInt64();
    }

    /// <summary>Kills it (SIGKILL) and starts it again on the same data; returns when it answers.</summary>
    public async Task KillAndStartAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = Serve(_configuration);
        await WaitUntilReadyAsync();
    }

    public void Dispose()
    {
        Api.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static Process Serve(string configuration) => Run("serve", "--config", configuration);

    private static Process Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "vsphere-connector.dll"), .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true };
        var process = Process.Start(start) ?? throw new InvalidOperationException("The server did not start.");
        if (arguments[0] == "serve")
        {
            process.OutputDataReceived += (_, _) => { }; // a full pipe would stop it
            process.BeginOutputReadLine();
        }

        return process;
    }

    private async Task<string> MakeTokenAsync()
    {
        using var made = Run("token", "create", "--name", "benchmark", "--config", _configuration);
        var output = await made.StandardOutput.ReadToEndAsync();
        await made.WaitForExitAsync();
        return output.Trim().Split('\n')[^1];
    }

    private async Task WaitUntilReadyAsync()
    {
        while (!_process.HasExited)
        {
            try
            {
                using var answer = await Api.GetAsync(new Uri("health/live", UriKind.Relative));
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
        }

        throw new InvalidOperationException("The server ended at its start.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
