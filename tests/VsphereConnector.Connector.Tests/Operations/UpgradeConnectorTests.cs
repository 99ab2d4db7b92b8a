using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using VsphereConnector.Connector.Tests.Testing;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Tests.Operations;

/// <summary>On an installed connector; the programs are scripts, and what runs for them is the connector's code.</summary>
public sealed class UpgradeConnectorTests : IAsyncLifetime
{
    private TestInstallation _installation = null!;
    private TestServerChannel _channel = null!;
    private string _before = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TestMachine Machine => _installation.Machine;

    private string Installed => File.ReadAllText(Machine.Folder.Program);

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The programs of these tests are shell scripts.");
        (_installation, _channel) = await TestInstallation.InstallAsync(Token);
        _before = Installed;
    }

    public ValueTask DisposeAsync() => _installation?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task Upgrade_ToAProgramThatReachesTheServer_Stays()
    {
        var id = await StartAsync(Program("second"));
        var (channel, end) = await EndInNextChannelAsync(id);
        Assert.True(end.Outcome == OperationOutcome.Succeeded, end.Error?.ToString());
        Assert.Equal(ConnectorVersion.Current, end.Result!.Value.Deserialize(ContractsJson.Default.UpgradeConnectorResult)!.Version);
        Assert.NotEqual(_channel.Hello.ProcessInstance, channel.Hello.ProcessInstance);
        Assert.Equal(Program("second"), Installed);
        Assert.False(Directory.Exists(Machine.Folder.Next.Path));
        Assert.Empty(Machine.Files.List(Machine.Folder.Packages));
    }

    [Fact]
    public async Task Upgrade_ToAProgramThatDoesNotReachTheServer_ComesBackByItself()
    {
        var id = await StartAsync(Program(TestMachine.DoesNotStart));
        var (_, end) = await EndInNextChannelAsync(id);
        Assert.Equal("upgrade-taken-back", end.Error?.Code);
        Assert.Equal(_before, Installed);
    }

    [Fact]
    public async Task WhenTheMachineGoesDownInAnUpgrade_ThenItIsWatchedOverAnewAfterTheBoot()
    {
        var id = await StartAsync(Program(TestMachine.DoesNotStart), trialSeconds: 600);
        await Machine.StopDaemonsAsync();

        // The new one does start at the boot, and finds that nobody watches.
        await File.WriteAllTextAsync(Machine.Folder.Program, Program("second"), Token);
        _installation.Boot();
        while (true)
        {
            try
            {
                var channel = await _installation.AcceptAsync(Token);
                var (end, _) = await channel.ReceiveEndAsync(id, Token);
                Assert.True(end.Outcome == OperationOutcome.Succeeded, end.Error?.ToString());
                return;
            }
            catch (Exception exception) when (exception is Xunit.Sdk.XunitException or WebSocketException)
            {
                // Restarted by who watches, in the middle of a message perhaps; the next channel brings the end.
            }
        }
    }

    [Fact]
    public async Task Upgrade_ToTheProgramThatRuns_DoesNothing()
    {
        var end = await RunAsync(_before);
        Assert.True(end.Result!.Value.Deserialize(ContractsJson.Default.UpgradeConnectorResult)!.AlreadySo);
    }

    [Theory]
    [InlineData("no program", null, "upgrade-refused")]
    [InlineData("#!/bin/sh\nexit 1\n", null, "upgrade-refused")]
    [InlineData("#!/bin/sh\necho 1.0\n", "2.0", "upgrade-refused")]
    public async Task Upgrade_ToWhatIsNoProgramForThisMachine_ChangesNothing(string program, string? version, string code)
    {
        var end = await RunAsync(program, version);
        Assert.Equal(code, end.Error?.Code);
        Assert.Equal(_before, Installed);
        Assert.False(Directory.Exists(Machine.Folder.Next.Path));
    }

    private static string Program(string mark) => $"#!/bin/sh\necho {ConnectorVersion.Current}\n# {mark}\n";

    private JsonElement Parameters(string program, string? version, int trialSeconds) => JsonSerializer.SerializeToElement(
        new() { Sha256 = _installation.Server.AddPackage(Encoding.UTF8.GetBytes(program)), Version = version, TrialSeconds = trialSeconds },
        ContractsJson.Default.UpgradeConnectorParameters);

    private Task<OperationFinished> RunAsync(string program, string? version = null) =>
        _channel.RunAsync(OperationKind.UpgradeConnector, Parameters(program, version, 5), Token);

    private async Task<Guid> StartAsync(string program, int trialSeconds = 5)
    {
        var id = Guid.NewGuid();
        await _channel.SendAsync(
            new StartOperation
            {
                OperationId = id, Kind = OperationKind.UpgradeConnector, Parameters = Parameters(program, version: null, trialSeconds), TimeoutSeconds = 600,
            },
            Token);
        await _channel.ReceiveCloseAsync(Token);
        return id;
    }

    private async Task<(TestServerChannel Channel, OperationFinished End)> EndInNextChannelAsync(Guid id)
    {
        var channel = await _installation.AcceptAsync(Token);
        var (end, _) = await channel.ReceiveEndAsync(id, Token);
        return (channel, end);
    }
}
