using System.Text.Json;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Connector.Tests.Testing;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Installation;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Tests.Operations;

/// <summary>On an installed connector, asked over its channel.</summary>
public sealed class UninstallConnectorTests : IAsyncLifetime
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    private TestInstallation _installation = null!;
    private TestServerChannel _channel = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TestMachine Machine => _installation.Machine;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The agents of these tests are shell scripts.");
        (_installation, _channel) = await TestInstallation.InstallAsync(Token);
    }

    public ValueTask DisposeAsync() => _installation?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task Uninstall_RemovesEverythingAfterTheServerHasTheReport()
    {
        await InstallAgentAsync();
        var (id, result) = await RunAsync(new());
        Assert.Contains($"{Machine.Folder.Agents}/{TestPackage.Name}", result.Removed);
        Assert.Empty(result.Residue);
        Assert.Contains(Locations.StartLink, result.RemovedLast);
        Assert.True(File.Exists(Machine.Folder.Identity));

        await _channel.SendAsync(new FinishReceived(id), Token);
        await GoneAsync();
        Assert.False(Directory.Exists(Machine.Parent));
        Assert.All([Locations.StartLink, "/etc/init.d/vlink", Locations.PidFile], path => Assert.Equal(FileKind.None, Machine.Files.KindOf(path)));
    }

    [Fact]
    public async Task Uninstall_WhenTheConnectionBreaksBeforeTheReport_ReportsInTheNextChannelAndGoesThen()
    {
        var (id, _) = await RunAsync(new());
        Machine.CutNetwork();
        var next = await _installation.AcceptAsync(Token);
        var (end, _) = await next.ReceiveEndAsync(id, Token);
        Assert.Equal(OperationOutcome.Succeeded, end.Outcome);
        await next.SendAsync(new FinishReceived(id), Token);
        await GoneAsync();
    }

    [Fact]
    public async Task Uninstall_WhenTheMachineRestartsBeforeTheReport_ReportsAfterTheBootAndGoesThen()
    {
        var (id, _) = await RunAsync(new());
        await Machine.StopDaemonsAsync();
        _installation.Boot();
        var next = await _installation.AcceptAsync(Token);
        await next.ReceiveEndAsync(id, Token);
        await next.SendAsync(new FinishReceived(id), Token);
        await GoneAsync();
    }

    [Fact]
    public async Task Uninstall_WithWhatIsNotTheConnectors_NamesItAsResidue()
    {
        await InstallAgentAsync();
        Directory.CreateDirectory($"{Machine.Folder.Agents}/stranger");
        var (id, result) = await RunAsync(new());
        Assert.Equal([$"{Machine.Folder.Agents}/stranger"], result.Residue.Select(left => left.What));
        await _channel.SendAsync(new FinishReceived(id), Token);
        await GoneAsync();
        Assert.True(Directory.Exists($"{Machine.Folder.Agents}/stranger"));
    }

    [Fact]
    public async Task Uninstall_ThatKeepsAgents_StopsThemAndLeavesTheirFiles()
    {
        await InstallAgentAsync();
        var (id, result) = await RunAsync(new() { KeepAgents = true });
        Assert.Equal([$"{Machine.Folder.Agents}/{TestPackage.Name}"], result.Residue.Select(left => left.What));
        await _channel.SendAsync(new FinishReceived(id), Token);
        await GoneAsync();
        Assert.True(File.Exists($"{Machine.Folder.Agents}/{TestPackage.Name}/agent.json"));
    }

    private async Task InstallAgentAsync()
    {
        var parameters = new InstallAgentParameters { Sha256 = _installation.Server.AddPackage(TestPackage.Create()) };
        var end = await _channel.RunAsync(
            OperationKind.InstallAgent, JsonSerializer.SerializeToElement(parameters, ContractsJson.Default.InstallAgentParameters), Token);
        Assert.True(end.Outcome == OperationOutcome.Succeeded, end.Error?.ToString());
    }

    /// <summary>Without confirming the end.</summary>
    private async Task<(Guid Id, UninstallConnectorResult Result)> RunAsync(UninstallConnectorParameters parameters)
    {
        var id = Guid.NewGuid();
        var element = JsonSerializer.SerializeToElement(parameters, ContractsJson.Default.UninstallConnectorParameters);
        await _channel.SendAsync(
            new StartOperation { OperationId = id, Kind = OperationKind.UninstallConnector, Parameters = element, TimeoutSeconds = 120 }, Token);
        var (end, _) = await _channel.ReceiveEndAsync(id, Token);
        Assert.True(end.Outcome == OperationOutcome.Succeeded, end.Error?.ToString());
        return (id, end.Result!.Value.Deserialize(ContractsJson.Default.UninstallConnectorResult)!);
    }

    private async Task GoneAsync()
    {
        while (Directory.Exists(Machine.Folder.Path) || Machine.FindByName("vlink").Count > 0)
        {
            await Task.Delay(Poll, TimeProvider.System, Token);
        }
    }
}
