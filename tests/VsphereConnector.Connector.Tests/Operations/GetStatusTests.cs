using System.Text.Json;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Installation;
using VsphereConnector.Connector.Logging;
using VsphereConnector.Connector.Tests.Testing;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Installation;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.Tests.Operations;

/// <summary>On an installed connector, asked over its channel.</summary>
public sealed class GetStatusTests : IAsyncLifetime
{
    private TestInstallation _installation = null!;
    private TestServerChannel _channel = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TestMachine Machine => _installation.Machine;

    public async ValueTask InitializeAsync() => (_installation, _channel) = await TestInstallation.InstallAsync(Token);

    public ValueTask DisposeAsync() => _installation.DisposeAsync();

    [Fact]
    public async Task Status_OfAWholeInstallation_FindsNothingWrong()
    {
        var status = await AskAsync();
        Assert.All(status.Checks, check => Assert.True(check.State is CheckState.Good or CheckState.NotApplicable, check.ToString()));
        Assert.Contains(status.Checks, check => check.Name == $"start link {Locations.StartLink}" && check.State == CheckState.Good);
        Assert.Contains(status.Checks, check => check.Name == "process vlink" && check.State == CheckState.Good);
        Assert.Equal(ConnectorVersion.Current, status.Version);
        Assert.InRange(status.MachineUptimeSeconds!.Value, 1, double.MaxValue);
        Assert.InRange(status.Memory!.AvailableBytes, 1, status.Memory.TotalBytes);
        Assert.Contains(status.Disks, disk => disk.Folder == Machine.Parent);
        Assert.Empty(status.LastErrors);
    }

    [Theory]
    [InlineData("link-missing", CheckState.Missing, "start link /etc/rc5.d/S30vlink")]
    [InlineData("link-elsewhere", CheckState.Wrong, "start link /etc/rc5.d/S30vlink")]
    [InlineData("link-twice", CheckState.Extra, "start link /etc/rc5.d/S99vlink")]
    [InlineData("script-missing", CheckState.Missing, "start script /etc/init.d/vlink")]
    [InlineData("script-of-another", CheckState.Wrong, "start script /etc/init.d/vlink")]
    [InlineData("pid-file-missing", CheckState.Missing, "PID file /var/run/vlink.pid")]
    [InlineData("pid-file-stale", CheckState.Wrong, "PID file /var/run/vlink.pid")]
    [InlineData("identity-open", CheckState.Wrong, "identity ")]
    [InlineData("agents-folder-missing", CheckState.Missing, "folder of the managed agents")]
    [InlineData("stranger", CheckState.Extra, "file ")]
    public async Task Status_OfADamagedInstallation_NamesWhatIsWrong(string damage, CheckState state, string name)
    {
        Damage(damage);
        var found = (await AskAsync()).Checks.Where(check => check.State is not (CheckState.Good or CheckState.NotApplicable)).ToList();
        Assert.Contains(found, check => check.State == state && check.Name.StartsWith(name, StringComparison.Ordinal) && check.Detail.Length > 0);
    }

    [Fact]
    public async Task Status_BesideAnotherConnector_NamesIt_AndNoVerbOfItsOwnProgram()
    {
        Machine.Pretend(Machine.Folder.Program);
        Machine.Pretend("/opt/other/vlink");

        var extra = Assert.Single((await AskAsync()).Checks, check => check.State == CheckState.Extra);

        Assert.Contains("/opt/other/vlink", extra.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_AfterErrors_HasTheLastOfThemWithoutSecrets()
    {
        var log = new ConnectorLog(Machine.Files, Machine.Folder, Machine.Time);
        log.Information("password=hidden but of no interest");
        for (var i = 1; i <= 12; i++)
        {
            log.Error($"Failure {i}, token=abc{i}");
        }

        var errors = (await AskAsync()).LastErrors;
        Assert.Equal(10, errors.Count);
        Assert.Contains($"Failure 12, token={Redactor.Mark}", errors[^1], StringComparison.Ordinal);
        Assert.DoesNotContain(errors, error => error.Contains("abc", StringComparison.Ordinal));
    }

    private void Damage(string damage)
    {
        var (files, folder) = (Machine.Files, Machine.Folder);
        switch (damage)
        {
            case "link-missing":
                files.Delete(Locations.StartLink);
                break;
            case "link-elsewhere":
                files.Delete(Locations.StartLink);
                files.CreateLink(Locations.StartLink, "/etc/init.d/other");
                break;
            case "link-twice":
                files.CreateLink("/etc/rc5.d/S99vlink", "/etc/init.d/vlink");
                break;
            case "script-missing":
                files.Delete("/etc/init.d/vlink");
                break;
            case "script-of-another":
                files.WriteAtomically("/etc/init.d/vlink", "program='/opt/vlink'\n"u8, FileModes.Executable);
                break;
            case "pid-file-missing":
                files.Delete(Locations.PidFile);
                break;
            case "pid-file-stale":
                files.Write(Locations.PidFile, "1\n"u8, FileModes.Readable);
                break;
            case "identity-open":
                var identity = files.ReadAllBytes(folder.Identity);
                files.Delete(folder.Identity);
                files.Write(folder.Identity, identity, FileModes.Readable);
                break;
            case "agents-folder-missing":
                files.Delete(folder.Agents);
                break;
            case "stranger":
                files.Write(ConnectorFolder.Join(folder.Path, "core.1234"), [], FileModes.Private);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(damage));
        }
    }

    private async Task<ConnectorStatus> AskAsync()
    {
        var end = await _channel.RunAsync(OperationKind.GetStatus, parameters: null, Token);
        return end.Result!.Value.Deserialize(ContractsJson.Default.ConnectorStatus)!;
    }
}
