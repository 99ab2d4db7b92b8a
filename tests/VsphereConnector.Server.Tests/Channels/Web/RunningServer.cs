using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Enrolment;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Tests.Channels.Web;

/// <summary>The whole server in this process, on free ports of the loopback, with a data folder of its own.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly Action<ServerOptions>? _configure;
    private WebApplication _app;

    private RunningServer(DirectoryInfo data, Action<ServerOptions>? configure, WebApplication started)
    {
        _folder = data;
        _configure = configure;
        _app = started;
    }

    public IServiceProvider Services => _app.Services;

    public Uri ConnectorUrl => new(Get<ServerListeners>().ConnectorUrls[0]);

    public Uri ApiUrl => Get<ServerListeners>().Api;

    public static async Task<RunningServer> StartAsync(Action<ServerOptions>? configure = null)
    {
        var data = Directory.CreateTempSubdirectory("vsphere-connector-server");
        var started = Build(data, port: 0, configure);
        await started.StartAsync(TestContext.Current.CancellationToken);
        return new RunningServer(data, configure, started);
    }

    /// <summary>Stops the server and starts it again with the same data on the same port.</summary>
    public async Task RestartAsync(Func<Task>? meanwhile = null)
    {
        var port = ConnectorUrl.Port;
        await _app.StopAsync(TestContext.Current.CancellationToken);
        await (meanwhile?.Invoke() ?? Task.CompletedTask);
        await _app.DisposeAsync();
        _app = Build(_folder, port, _configure);
        await _app.StartAsync(TestContext.Current.CancellationToken);
    }

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    public Task<string> TokenAsync(string instanceUuid, Guid? operationId = null, TimeSpan? lifetime = null) =>
        Get<EnrolmentTokens>().CreateAsync(
            new EnrolmentSubject(instanceUuid, "vc", $"vm-{instanceUuid}", $"name of {instanceUuid}"),
            operationId ?? Guid.NewGuid(),
            lifetime ?? EnrolmentTokens.DefaultLifetime,
            TestContext.Current.CancellationToken);

    public async Task<string> ApiTokenAsync() =>
        (await Get<ApiTokens>().CreateAsync($"test {Guid.NewGuid()}", lifetime: null, TestContext.Current.CancellationToken))!;

    public async Task<FakeConnector> EnrolledAsync(string instanceUuid = "vm-1")
    {
        var connector = new FakeConnector(this);
        await connector.EnrolAsync(await TokenAsync(instanceUuid));
        return connector;
    }

    public async Task<Guid> SubmitAsync(
        OperationTarget target, OperationKind kind = OperationKind.GetStatus, TimeSpan? timeout = null, RunTaskParameters? task = null,
        System.Text.Json.JsonElement? parameters = null)
    {
        var request = new OperationRequest
        {
            Kind = kind,
            Target = target,
            Timeout = timeout ?? TimeSpan.FromMinutes(1),
            Parameters = task is null
                ? parameters
                : System.Text.Json.JsonSerializer.SerializeToElement(task, Contracts.ContractsJson.Default.RunTaskParameters),
        };
        var submitted = await Get<OperationLedger>().SubmitAsync([request], "test", TestContext.Current.CancellationToken);
        return submitted[0].Operation.Id;
    }

    /// <summary>Waits until the operation is as <paramref name="condition"/> wants it.</summary>
    public async Task<Operation> WaitForAsync(Guid id, Func<Operation, bool> condition)
    {
        var token = TestContext.Current.CancellationToken;
        using var changes = Get<OperationSignals>().Subscribe(id);
        while (true)
        {
            var operation = await Get<OperationLedger>().FindAsync(id, token);
            if (condition(operation!))
            {
                return operation!;
            }

            await changes.Signal.Reader.ReadAsync(token);
        }
    }

    public Task<Operation> EndOfAsync(Guid id) => WaitForAsync(id, operation => operation.HasEnded);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static WebApplication Build(DirectoryInfo data, int port, Action<ServerOptions>? configure)
    {
        var options = new ServerOptions
        {
            DataFolder = data.FullName,
            Listen = { Api = "http://127.0.0.1:0", Connectors = $"https://127.0.0.1:{port}" },
        };
        configure?.Invoke(options);
        return ServerHost.Build(options, services => services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Error)));
    }
}
