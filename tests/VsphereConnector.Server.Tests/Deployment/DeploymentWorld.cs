using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Simulator;
using VsphereConnector.Simulator.Guests;
using VsphereConnector.Simulator.Inventory;

namespace VsphereConnector.Server.Tests.Deployment;

/// <summary>A simulated vCenter and the whole server in this process, with the real connector's code in the guests.</summary>
internal sealed class DeploymentWorld : IAsyncDisposable
{
    /// <summary>Where a machine without an sshd is asked for one.</summary>
    public const int ClosedPort = 1;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly DirectoryInfo _folder;
    private WebApplication _server;

    private DeploymentWorld(DirectoryInfo folder, SimulatedVCenter vCenter, WebApplication server, HttpClient client)
    {
        _folder = folder;
        VCenter = vCenter;
        _server = server;
        Client = client;
    }

    /// <summary>What is uploaded into guests as their program; simulated guests then run the connector's code.</summary>
    public static string ConnectorProgram { get; } = Path.Combine(AppContext.BaseDirectory, "vlink.dll");

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public SimulatedVCenter VCenter { get; }

    public HttpClient Client { get; private set; }

    public IServiceProvider Services => _server.Services;

    public static async Task<DeploymentWorld> StartAsync(
        SimulatorOptions? simulator = null,
        Action<ServerOptions>? configure = null,
        Action<IServiceCollection>? arrange = null,
        Action<SimulatedVCenter>? prepare = null,
        TimeProvider? clock = null)
    {
        var folder = Directory.CreateTempSubdirectory("deployment-");
        var vCenter = await SimulatedVCenter.StartAsync(simulator ?? new SimulatorOptions(), clock ?? TimeProvider.System, Cancel);
        prepare?.Invoke(vCenter);
        var options = Options(folder.FullName, vCenter);
        configure?.Invoke(options);
        var server = ServerHost.Build(options, arrange);
        await server.StartAsync(Cancel);
        return new DeploymentWorld(folder, vCenter, server, await ConnectAsync(server));
    }

    public static ServerOptions Options(string folder, SimulatedVCenter vCenter) => new ServerOptions
    {
        DataFolder = Path.Combine(folder, "data"),
        Listen = { Api = "http://127.0.0.1:0", Connectors = "https://127.0.0.1:0" },
        VCenters = { Entry("simulated", vCenter, folder) },
        Ssh = { Port = ClosedPort },
        Deployment =
        {
            PollFirst = TimeSpan.FromMilliseconds(200),
            PollMost = TimeSpan.FromMilliseconds(500),
            RetryFirst = TimeSpan.FromMilliseconds(200),
            RetryMost = TimeSpan.FromMilliseconds(500),
            ConnectorPrograms =
            {
                ["linux-x64"] = ConnectorProgram,
                ["win-x64"] = ConnectorProgram,
            },
        },
    };

    /// <summary>What a server is told of a simulated vCenter; the password's file is made in a folder.</summary>
    public static VCenterOptions Entry(string name, SimulatedVCenter vCenter, string folder) => new()
    {
        Name = name,
        Url = vCenter.SdkUri.ToString(),
        Username = "administrator@vsphere.local",
        PasswordFile = WritePassword(folder, name, "simulator"),
        Thumbprint = vCenter.Sha256Thumbprint,
    };

    /// <summary>A password's file as the server wants it, for its owner alone.</summary>
    public static string WritePassword(string folder, string name, string password)
    {
        var file = Path.Combine(folder, $"{name}.password");
        if (!File.Exists(file))
        {
            File.WriteAllText(file, password);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(file, UnixFileMode.UserRead);
            }
        }

        return file;
    }

    public VirtualMachine AddMachine(string name, GuestProfile? guest = null)
        => VCenter.AddVirtualMachine(new VirtualMachineOptions { Name = name, Guest = guest ?? GuestProfile.Linux, IpAddress = "127.0.0.1" });

    public async Task<JsonElement> DeployAsync(string machine, object? parameters = null, string password = "guest", double? timeoutSeconds = null)
        => await EndAsync(await SubmitAsync(machine, parameters, password, timeoutSeconds));

    public Task<Guid> SubmitAsync(string machine, object? parameters = null, string password = "guest", double? timeoutSeconds = null) => SubmitAsync(new
    {
        kind = "InstallConnector",
        target = new { virtualMachine = machine },
        guestLogon = new { username = "root", password },
        parameters,
        timeoutSeconds,
    });

    public async Task<Guid> SubmitAsync(object operation)
    {
        using var response = await Client.PostAsJsonAsync("api/v1/operations", operation, Cancel);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancel));
        return (await response.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("id").GetGuid();
    }

    /// <summary>Waits for the end of an operation and returns its whole record.</summary>
    public async Task<JsonElement> EndAsync(Guid id)
    {
        await Client.GetStringAsync(new Uri($"api/v1/operations/{id}/events", UriKind.Relative), Cancel).WaitAsync(Patience, Cancel);
        return await Client.GetFromJsonAsync<JsonElement>($"api/v1/operations/{id}", Cancel);
    }

    /// <summary>Waits until an operation has reported a step.</summary>
    public async Task StepAsync(Guid id, string step)
    {
        using var stream = new StreamReader(await Client.GetStreamAsync(new Uri($"api/v1/operations/{id}/events", UriKind.Relative), Cancel));
        while (await stream.ReadLineAsync(Cancel).AsTask().WaitAsync(Patience, Cancel) is { } line)
        {
            if (line.Contains($"\"step\":\"{step}\"", StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"The operation ended without the step {step}: {await EndAsync(id)}");
    }

    /// <summary>Waits until vCenter has been asked for this.</summary>
    public Task UntilCalledAsync(string method) => UntilAsync(() => VCenter.Calls[method] > 0);

    public async Task UntilAsync(Func<bool> isSo)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(Patience);
        while (!isSo())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience.Token);
        }
    }

    public Task<string> OutputAsync(JsonElement operation)
        => Client.GetStringAsync(new Uri($"api/v1/operations/{operation.GetProperty("id").GetGuid()}/output", UriKind.Relative), Cancel);

    public async Task<IReadOnlyList<JsonElement>> ConnectorsAsync()
        => [.. (await Client.GetFromJsonAsync<JsonElement>("api/v1/connectors", Cancel)).GetProperty("items").EnumerateArray()];

    /// <summary>Stops the server as an administrator would, and starts it again on the same data and the same ports.</summary>
    /// <param name="meanwhile">What happens while no server is there.</param>
    public async Task RestartAsync(Action? meanwhile = null)
    {
        var options = _server.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<ServerOptions>>().Value;
        options.Listen.Connectors = _server.Services.GetRequiredService<ServerListeners>().ConnectorUrls[0];
        await _server.StopAsync(Cancel);
        await _server.DisposeAsync();
        meanwhile?.Invoke();
        _server = ServerHost.Build(options);
        await _server.StartAsync(Cancel);
        var token = Client.DefaultRequestHeaders.Authorization;
        Client.Dispose();
        Client = new HttpClient { BaseAddress = _server.Services.GetRequiredService<ServerListeners>().Api };
        Client.DefaultRequestHeaders.Authorization = token;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server.StopAsync(CancellationToken.None);
        await _server.DisposeAsync();
        await VCenter.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static async Task<HttpClient> ConnectAsync(WebApplication server)
    {
        var token = await server.Services.GetRequiredService<ApiTokens>().CreateAsync("tester", null, Cancel);
        var client = new HttpClient { BaseAddress = server.Services.GetRequiredService<ServerListeners>().Api };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }
}

/// <summary>What tests ask of a record and of a guest.</summary>
internal static class DeploymentAssertions
{
    public static void Succeeded(this JsonElement operation)
        => Assert.True(operation.GetProperty("state").GetString() == "Success", operation.ToString());

    public static void Failed(this JsonElement operation, string code)
    {
        Assert.True(operation.GetProperty("state").GetString() == "Error", operation.ToString());
        Assert.Equal(code, operation.GetProperty("error").GetProperty("code").GetString());
        Assert.NotEqual("", operation.GetProperty("error").GetProperty("remedy").GetString());
    }

    public static IReadOnlyList<string> Steps(this JsonElement operation)
        => [.. operation.GetProperty("events").EnumerateArray().Select(step => step.GetProperty("step").GetString()!)];

    /// <summary>Nothing of an installation's work is left in the temp folders.</summary>
    public static void IsLeftClean(this VirtualMachine machine)
    {
        Assert.DoesNotContain(machine.Guest.ListFiles("/var"), path => path.Contains("vlink-", StringComparison.Ordinal));
        Assert.DoesNotContain(machine.Guest.ListFiles("/tmp"), path => path.Contains("vlink-", StringComparison.Ordinal));
    }

    /// <summary>Neither the connector nor anything of an installation is there.</summary>
    public static void HasNoConnector(this VirtualMachine machine)
    {
        machine.IsLeftClean();
        Assert.Empty(machine.Guest.ListFiles("/usr/local/intigua"));
        Assert.DoesNotContain("/etc/rc5.d/S30vlink", machine.Guest.ListFiles("/etc"));
    }
}
