using System.Text.Json;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Installation;
using VsphereConnector.Simulator.Guests;
using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Vim25.Guest;

namespace VsphereConnector.Simulator.Tests.Connectors;

/// <summary>Tests with the real connector code installed in a simulated guest, of either system.</summary>
public abstract class InstalledConnectorTest : VCenterTest
{
    internal ConnectorServer Server { get; private set; } = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Server = await ConnectorServer.StartAsync(Cancellation);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Runs <c>vlink install</c> in a new guest; returns the channel that was opened.</summary>
    internal async Task<(VirtualMachine Vm, ConnectedChannel Channel)> InstallAsync(GuestProfile profile)
    {
        var isWindows = profile == GuestProfile.Windows;
        var (temp, program) = isWindows ? (@"C:\Windows\Temp\", "vlink.exe") : ("/tmp/", "vlink");
        var vm = VCenter.AddVirtualMachine(new VirtualMachineOptions { Name = "machine", Guest = profile });
        var settings = JsonSerializer.SerializeToUtf8Bytes(Server.Settings(), ContractsJson.Default.ConnectorSettings);
        vm.Guest.WriteFile($"{temp}{program}", "the bytes of a program"u8, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        vm.Guest.WriteFile($"{temp}settings.json", settings, UnixFileMode.UserRead);
        var logon = isWindows ? new NamePasswordAuthentication("Administrator", "guest") : Root;
        var installing = RunAsync(vm, $"{temp}{program}", $"install --settings {temp}settings.json", logon);
        var channel = await Server.AcceptAsync(Cancellation);
        Assert.Equal(InstallExitCodes.Success, (await installing).ExitCode);
        return (vm, channel);
    }
}
