using System.Text.Json;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Installation;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Simulator.Guests;
using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Vim25.Guest;

namespace VsphereConnector.Simulator.Tests.Connectors;

/// <summary>The real connector code in simulated Windows guests.</summary>
public sealed class WindowsConnectorTests : VCenterTest
{
    private ConnectorServer _server = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _server = await ConnectorServer.StartAsync(Cancellation);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task Status_OnWindows_ChecksTheServiceAndNamesNothingOfLinux()
    {
        var (_, channel) = await InstallAsync();
        var finished = await channel.RunAsync(OperationKind.GetStatus, null, Cancellation);
        var status = finished.Result!.Value.Deserialize(ContractsJson.Default.ConnectorStatus)!;
        Assert.All(status.Checks, check => Assert.True(check.State is CheckState.Good or CheckState.NotApplicable, check.ToString()));
        Assert.Contains(new StatusCheck("service vAgentManager", CheckState.Good), status.Checks);
        Assert.Contains(new StatusCheck("delayed automatic start", CheckState.Good), status.Checks);
        Assert.Contains(new StatusCheck("process vlink.exe", CheckState.Good), status.Checks);
        string[] linux = ["/", "systemd", "S30", "PID file", "start link", "start script"];
        Assert.DoesNotContain(status.Checks, check => Array.Exists(linux, word => $"{check.Name} {check.Detail}".Contains(word, StringComparison.Ordinal)));
    }

    [Fact(Timeout = 60_000)]
    public async Task RunTask_OnWindows_RunsByCmd()
    {
        var (vm, channel) = await InstallAsync();
        var (output, _) = await channel.RunAsync("hostname", Cancellation);
        Assert.Equal($"{vm.Name}\n", output);
    }

    private async Task<(VirtualMachine Vm, ConnectedChannel Channel)> InstallAsync()
    {
        var vm = VCenter.AddVirtualMachine(new VirtualMachineOptions { Name = "windows", Guest = GuestProfile.Windows });
        var settings = JsonSerializer.SerializeToUtf8Bytes(_server.Settings(), ContractsJson.Default.ConnectorSettings);
        vm.Guest.WriteFile(@"C:\Windows\Temp\vlink.exe", "the bytes of a program"u8, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        vm.Guest.WriteFile(@"C:\Windows\Temp\settings.json", settings, UnixFileMode.UserRead);
        var installing = RunAsync(vm, @"C:\Windows\Temp\vlink.exe", @"install --settings C:\Windows\Temp\settings.json", new NamePasswordAuthentication("Administrator", "guest"));
        var channel = await _server.AcceptAsync(Cancellation);
        Assert.Equal(InstallExitCodes.Success, (await installing).ExitCode);
        return (vm, channel);
    }
}
