using System.Text.Json;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Tests.Testing;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Installation;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Tests.Operations;

/// <summary>On an installed connector, asked over its channel.</summary>
public sealed class ChangeConfigurationTests : IAsyncLifetime
{
    private TestInstallation _installation = null!;
    private TestServerChannel _channel = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TestMachine Machine => _installation.Machine;

    private ConnectorSettings OnDisk => SettingsFile.Parse(Machine.Files.ReadAllBytes(Machine.Folder.Configuration));

    private string Nowhere => "https://localhost:1";

    public async ValueTask InitializeAsync() => (_installation, _channel) = await TestInstallation.InstallAsync(Token);

    public ValueTask DisposeAsync() => _installation.DisposeAsync();

    [Fact]
    public async Task Change_OfALogLevel_IsWrittenAndWorksAtOnce()
    {
        var end = await RunAsync(new() { LogLevel = ConnectorLogLevel.Warning });
        Assert.Equal([new ConfigurationChange("logLevel", "Info", "Warning")], ResultOf(end).Changes);
        Assert.Equal(ConnectorLogLevel.Warning, OnDisk.LogLevel);
        await RunAsync(new() { MaxCpuPercent = 60 });
        var log = File.ReadAllText($"{Machine.Folder.Logs}/vlink.log");
        Assert.DoesNotContain(end.OperationId.ToString(), log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Change_ToWhatIsThereAlready_ChangesNothing()
    {
        var before = Machine.Files.ReadAllBytes(Machine.Folder.Configuration);
        var end = await RunAsync(new() { KeepAliveSeconds = 20, Reset = ["proxy", "logLevel"] });
        Assert.Empty(ResultOf(end).Changes);
        Assert.Equal(before, Machine.Files.ReadAllBytes(Machine.Folder.Configuration));
    }

    [Fact]
    public async Task Change_OfSeveralKeys_AndTheirReset_ComesBackToWhatWas()
    {
        var before = OnDisk;
        await RunAsync(new() { MaxCpuPercent = 10, MaxMemoryKB = 100_000, EndPointThrottlingEnabled = true, TempFolder = "/usr" });
        Assert.Equal((10, 100_000L, true, "/usr"), (OnDisk.MaxCpuPercent, OnDisk.MaxMemoryKB, OnDisk.EndPointThrottlingEnabled, OnDisk.TempFolder!));
        await RunAsync(new() { Reset = ["maxCpuPercent", "maxMemoryKB", "endPointThrottlingEnabled", "tempFolder"] });
        Assert.Equal(Text(before), Text(OnDisk));
    }

    [Fact]
    public async Task Change_OfTheTempFolder_IsWhereTasksPutTheirFiles()
    {
        await RunAsync(new() { TempFolder = "/usr" });
        var id = Guid.NewGuid();
        await _channel.StartTaskAsync(id, new() { Script = "echo $TMPDIR" }, Token);
        var (_, output) = await _channel.ReceiveEndAsync(id, Token);
        Assert.Equal("/usr\n"u8.ToArray(), output[0].Data);
    }

    [Fact]
    public async Task Change_OfThrottlesWithoutSystemd_SaysThatTheyAreNotEnforced() =>
        Assert.NotEmpty(ResultOf(await RunAsync(new() { EndPointThrottlingEnabled = true })).Notes);

    [Theory]
    [InlineData("""{"keepAliveSeconds":4}""", "keepAliveSeconds")]
    [InlineData("""{"keepAliveSeconds":301,"maxCpuPercent":101}""", "maxCpuPercent")]
    [InlineData("""{"maxMemoryKB":1}""", "maxMemoryKB")]
    [InlineData("""{"maxCpuPercent":0}""", "maxCpuPercent")]
    [InlineData("""{"proxy":"ftp://proxy"}""", "proxy")]
    [InlineData("""{"tempFolder":"relative"}""", "tempFolder")]
    [InlineData("""{"tempFolder":"/no/such/folder"}""", "tempFolder")]
    [InlineData("""{"serverUrls":[]}""", "serverUrls")]
    [InlineData("""{"serverUrls":["http://plain"]}""", "serverUrls")]
    [InlineData("""{"reset":["serverUrls"]}""", "serverUrls")]
    [InlineData("""{"reset":["colour"]}""", "colour")]
    [InlineData("""{"logLevel":"Loud"}""", "logLevel")]
    [InlineData("""{"trialSeconds":1}""", "trialSeconds")]
    public async Task Change_ToWhatCannotBe_IsRefusedAndChangesNothing(string parameters, string named)
    {
        var before = Machine.Files.ReadAllBytes(Machine.Folder.Configuration);
        var end = await _channel.RunAsync(OperationKind.ChangeConfiguration, JsonDocument.Parse(parameters).RootElement, Token);
        Assert.Equal(OperationOutcome.Failed, end.Outcome);
        Assert.Equal("bad-parameters", end.Error!.Code);
        Assert.Contains(named, end.Error.Message, StringComparison.Ordinal);
        Assert.Equal(before, Machine.Files.ReadAllBytes(Machine.Folder.Configuration));
    }

    [Fact]
    public async Task Change_OfTheServers_IsKeptWhenOneIsReached()
    {
        var good = OnDisk.ServerUrls[0];
        var id = await StartAsync(new() { ServerUrls = [Nowhere, good] });
        var end = await EndInNextChannelAsync(id);
        Assert.Equal(OperationOutcome.Succeeded, end.Outcome);
        Assert.Equal([Nowhere, good], OnDisk.ServerUrls);
    }

    [Fact]
    public async Task Change_ThatCutsTheConnectorOff_IsTakenBack()
    {
        var before = OnDisk.ServerUrls;
        var id = await StartAsync(new() { ServerUrls = [Nowhere], TrialSeconds = 5 });
        var end = await EndInNextChannelAsync(id);
        Assert.Equal("configuration-taken-back", end.Error!.Code);
        Assert.Equal(before, OnDisk.ServerUrls);
    }

    [Fact]
    public async Task WhenTheConnectorRestartsInATrialThatFails_ThenTheFormerConfigurationComesBackAndTheResultSaysSo()
    {
        var before = OnDisk.ServerUrls;
        var id = await StartAsync(new() { ServerUrls = [Nowhere], TrialSeconds = 5 });
        await StateFile.WaitForAsync(Machine, state => state.Channel == ChannelState.Connecting, Token);
        await Machine.StopDaemonsAsync();
        Assert.Equal([Nowhere], OnDisk.ServerUrls);
        _installation.Boot();
        var end = await EndInNextChannelAsync(id);
        Assert.Equal("configuration-taken-back", end.Error!.Code);
        Assert.Equal(before, OnDisk.ServerUrls);
    }

    [Fact]
    public async Task WhenTheOperationIsCancelledInATrial_ThenTheFormerConfigurationComesBack()
    {
        var before = OnDisk.ServerUrls;
        var id = await StartAsync(new() { ServerUrls = [Nowhere], TrialSeconds = 600 }, timeoutSeconds: 3);
        var end = await EndInNextChannelAsync(id);
        Assert.Equal(OperationOutcome.TimedOut, end.Outcome);
        Assert.Equal(before, OnDisk.ServerUrls);
    }

    private Task<OperationFinished> RunAsync(ChangeConfigurationParameters parameters) =>
        _channel.RunAsync(OperationKind.ChangeConfiguration, Json(parameters), Token);

    private async Task<Guid> StartAsync(ChangeConfigurationParameters parameters, double timeoutSeconds = 120)
    {
        var id = Guid.NewGuid();
        await _channel.SendAsync(
            new StartOperation { OperationId = id, Kind = OperationKind.ChangeConfiguration, Parameters = Json(parameters), TimeoutSeconds = timeoutSeconds }, Token);
        await _channel.ReceiveCloseAsync(Token);
        return id;
    }

    private async Task<OperationFinished> EndInNextChannelAsync(Guid id)
    {
        var channel = await _installation.AcceptAsync(Token);
        var (end, _) = await channel.ReceiveEndAsync(id, Token);
        return end;
    }

    private static string Text(ConnectorSettings settings) => JsonSerializer.Serialize(settings, ContractsJson.Default.ConnectorSettings);

    private static JsonElement Json(ChangeConfigurationParameters parameters) =>
        JsonSerializer.SerializeToElement(parameters, ContractsJson.Default.ChangeConfigurationParameters);

    private static ChangeConfigurationResult ResultOf(OperationFinished end)
    {
        Assert.True(end.Outcome == OperationOutcome.Succeeded, end.Error?.ToString());
        return end.Result!.Value.Deserialize(ContractsJson.Default.ChangeConfigurationResult)!;
    }
}
