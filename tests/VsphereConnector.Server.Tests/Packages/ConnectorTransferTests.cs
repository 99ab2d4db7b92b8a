using System.IO.Compression;
using System.Net;
using System.Text.Json;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Packages;
using VsphereConnector.Server.Storage;
using VsphereConnector.Server.Tests.Channels.Web;

namespace VsphereConnector.Server.Tests.Packages;

/// <summary>The whole server and the connector's real code.</summary>
public sealed class ConnectorTransferTests : IAsyncLifetime
{
    private RunningServer _server = null!;
    private RealEndpoint _endpoint = null!;
    private Guid _connector;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The connector of these tests runs on Linux.");
        _server = await RunningServer.StartAsync();
        _endpoint = new RealEndpoint();
        _connector = await _endpoint.StartAsync(_server, "vm-1");
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _endpoint.DisposeAsync();
            await _server.DisposeAsync();
        }
    }

    [Fact]
    public async Task RetrieveLogs_LeavesTheLogsAmongTheFilesOfTheOperation()
    {
        var operation = await _server.EndOfAsync(await _server.SubmitAsync(OperationTarget.Connector(_connector), OperationKind.RetrieveLogs));
        Assert.True(operation.State == OperationState.Success, operation.Error?.ToString());
        var result = operation.Result!.Value.Deserialize(ContractsJson.Default.RetrieveLogsResult)!;

        using var client = new HttpClient { BaseAddress = _server.ApiUrl };
        client.DefaultRequestHeaders.Authorization = new("Bearer", await _server.ApiTokenAsync());
        await using var content = await client.GetStreamAsync($"/api/v1/operations/{operation.Id}/files/{result.FileName}", Token);
        using var reader = new StreamReader(new GZipStream(content, CompressionMode.Decompress));
        Assert.Contains("The channel to", await reader.ReadToEndAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ChangeConfiguration_OfThePings_ReconnectsAndSucceeds()
    {
        var parameters = JsonSerializer.SerializeToElement(new() { KeepAliveSeconds = 30 }, ContractsJson.Default.ChangeConfigurationParameters);
        var id = await _server.SubmitAsync(OperationTarget.Connector(_connector), OperationKind.ChangeConfiguration, parameters: parameters);
        var operation = await _server.EndOfAsync(id);
        Assert.True(operation.State == OperationState.Success, operation.Error?.ToString());
    }

    [Fact]
    public async Task InstallAgent_FromAPackageOfTheServer_RunsItUntilItIsUninstalled()
    {
        var package = (await _server.Get<PackageStore>().AddAsync("agent.zip", AgentPackage(), null, "test", Token)).Sha256;
        var installed = await RunAsync(OperationKind.InstallAgent, JsonSerializer.SerializeToElement(new() { Sha256 = package }, ContractsJson.Default.InstallAgentParameters));
        Assert.Equal(AgentState.Running, installed.State);
        var name = JsonSerializer.SerializeToElement(new() { Name = "probe" }, ContractsJson.Default.AgentParameters);
        Assert.Equal(AgentState.Stopped, (await RunAsync(OperationKind.StopAgent, name)).State);
        Assert.Equal(AgentState.Running, (await RunAsync(OperationKind.StartAgent, name)).State);
        Assert.Equal(AgentState.NotInstalled, (await RunAsync(OperationKind.UninstallAgent, name)).State);
    }

    [Fact]
    public async Task Fetch_AndBring_WithoutACertificate_AreRefused()
    {
        var package = await AddPackageAsync();
        using var stranger = new FakeConnector(_server);
        using var fetched = await stranger.SendAsync(HttpMethod.Get, ConnectorPaths.Package(package));
        using var brought = await stranger.SendAsync(HttpMethod.Put, ConnectorPaths.OperationFile(Guid.NewGuid(), "f"), new ByteArrayContent([1]));
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (fetched.StatusCode, brought.StatusCode));
    }

    [Fact]
    public async Task Fetch_OfARange_GivesTheRest()
    {
        var package = await AddPackageAsync();
        using var connector = await _server.EnrolledAsync("vm-2");
        using var answer = await connector.SendAsync(HttpMethod.Get, ConnectorPaths.Package(package), range: new(2, null));
        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal([3, 4, 5], await answer.Content.ReadAsByteArrayAsync(Token));
        using var unknown = await connector.SendAsync(HttpMethod.Get, ConnectorPaths.Package(new string('0', 64)));
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task Bring_ToTheOperationOfAnotherConnector_IsRefused()
    {
        var id = (await _server.EndOfAsync(await _server.SubmitAsync(OperationTarget.Connector(_connector)))).Id;
        using var other = await _server.EnrolledAsync("vm-2");
        using var answer = await other.SendAsync(HttpMethod.Put, ConnectorPaths.OperationFile(id, "f"), new ByteArrayContent([1]));
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Empty(await _server.Get<OperationFileStore>().ListAsync(id, Token));
    }

    [Fact]
    public async Task Sweep_RemovesTheFilesOfOperationsThatAreGone()
    {
        var id = (await _server.EndOfAsync(await _server.SubmitAsync(OperationTarget.Connector(_connector), OperationKind.RetrieveLogs))).Id;
        var files = _server.Get<OperationFileStore>();
        Assert.Equal(0, await files.SweepAsync(Token));
        await _server.Get<Database>().WriteAsync(
            connection => Dapper.SqlMapper.Execute(connection, "DELETE FROM operations WHERE id = @id", new { id }), Token);
        Assert.Equal(1, await files.SweepAsync(Token));
        Assert.Empty(await files.ListAsync(id, Token));
    }

    private async Task<string> AddPackageAsync() =>
        (await _server.Get<PackageStore>().AddAsync("p", new MemoryStream([1, 2, 3, 4, 5]), null, "test", Token)).Sha256;

    private async Task<AgentResult> RunAsync(OperationKind kind, JsonElement parameters)
    {
        var operation = await _server.EndOfAsync(await _server.SubmitAsync(OperationTarget.Connector(_connector), kind, parameters: parameters));
        Assert.True(operation.State == OperationState.Success, operation.Error?.ToString());
        return operation.Result!.Value.Deserialize(ContractsJson.Default.AgentResult)!;
    }

    private static MemoryStream AgentPackage()
    {
        var content = new MemoryStream();
        using (var zip = new ZipArchive(content, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var manifest = zip.CreateEntry(AgentManifest.FileName).Open();
            manifest.Write("""
                {"name":"probe","version":"1","operatingSystem":"linux","architecture":"any",
                 "commands":{"start":{"program":"sleep","arguments":["1000"]}},"limits":{"startSeconds":0}}
                """u8);
        }

        content.Position = 0;
        return content;
    }
}
