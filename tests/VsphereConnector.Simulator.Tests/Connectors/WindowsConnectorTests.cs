using System.Text.Json;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Simulator.Guests;

namespace VsphereConnector.Simulator.Tests.Connectors;

/// <summary>The real connector code in simulated Windows guests.</summary>
public sealed class WindowsConnectorTests : InstalledConnectorTest
{
    [Fact(Timeout = 60_000)]
    public async Task Status_OnWindows_ChecksTheServiceAndNamesNothingOfLinux()
    {
        var (_, channel) = await InstallAsync(GuestProfile.Windows);
        var finished = await channel.RunAsync(OperationKind.GetStatus, null, Cancellation);
        var status = finished.Result!.Value.Deserialize(ContractsJson.Default.ConnectorStatus)!;
        Assert.All(status.Checks, check => Assert.True(check.State is CheckState.Good or CheckState.NotApplicable, check.ToString()));
        Assert.Contains(new StatusCheck("service vAgentManager", CheckState.Good, "It runs as LocalSystem."), status.Checks);
        Assert.Contains(new StatusCheck("delayed automatic start", CheckState.Good), status.Checks);
        Assert.Contains(new StatusCheck(@"registry HKLM\VMI\setup\IntiguaRootDir", CheckState.Good), status.Checks);
        Assert.Contains(new StatusCheck(@"wrapper C:\Program Files\Intigua\vAgentManager\vlinkservice.exe", CheckState.Good), status.Checks);
        Assert.Contains(new StatusCheck("process vlinkprocess.exe", CheckState.Good), status.Checks);
        string[] linux = ["/", "systemd", "S30", "PID file", "start link", "start script"];
        Assert.DoesNotContain(status.Checks, check => Array.Exists(linux, word => $"{check.Name} {check.Detail}".Contains(word, StringComparison.Ordinal)));
    }

    [Fact(Timeout = 60_000)]
    public async Task RunTask_OnWindows_RunsByCmd()
    {
        var (vm, channel) = await InstallAsync(GuestProfile.Windows);
        var (output, _) = await channel.RunAsync("hostname", Cancellation);
        Assert.Equal($"{vm.Name}\n", output);
    }
}
