using VsphereConnector.Vim25.Properties;

namespace VsphereConnector.Simulator.Tests;

public sealed class ScaleTests : VCenterTest
{
    private const int Machines = 5000;

    protected override SimulatorOptions Options => new() { VirtualMachines = Machines, Hosts = 20 };

    [Fact]
    public async Task RetrieveProperties_OfFiveThousandMachines_GivesEachOnce()
    {
        await using var view = await Client.ViewManager.CreateContainerViewAsync(Client.ServiceContent.RootFolder, ["VirtualMachine"], cancellationToken: Cancellation);
        var names = new HashSet<string?>(StringComparer.Ordinal);
        await foreach (var vm in view.RetrieveAsync("VirtualMachine", ["name", "config.instanceUuid", "guest.guestOperationsReady"], cancellationToken: Cancellation))
            Assert.True(names.Add(vm.GetString("name")));
        Assert.Equal(Machines, names.Count);
        Assert.Equal(Machines, VCenter.VirtualMachines.Select(vm => vm.InstanceUuid).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(Machines, VCenter.VirtualMachines.Select(vm => vm.MacAddress).Distinct(StringComparer.Ordinal).Count());
    }
}
