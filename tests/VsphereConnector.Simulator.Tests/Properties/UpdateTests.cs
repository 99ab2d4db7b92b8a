using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Vim25.Faults;
using VsphereConnector.Vim25.Properties;

namespace VsphereConnector.Simulator.Tests.Properties;

public sealed class UpdateTests : VCenterTest
{
    private readonly ManualTimeProvider _time = new();

    protected override TimeProvider Time => _time;

    protected override SimulatorOptions Options => new() { VirtualMachines = 4 };

    [Fact]
    public async Task GuestOperations_AfterPowerOn_AreReadyAfterTheirDelays()
    {
        var vm = VCenter.AddVirtualMachine(new VirtualMachineOptions
        {
            Name = "slow",
            ToolsStartAfter = TimeSpan.FromSeconds(20),
            GuestOperationsReadyAfter = TimeSpan.FromSeconds(10),
        });
        var managers = await ManagersAsync();
        Assert.False(vm.ToolsRunning);
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.True(vm.ToolsRunning);
        Assert.IsType<GuestOperationsUnavailable>(await FaultOfAsync(() => managers.AuthManager!.ValidateCredentialsInGuestAsync(Reference(vm), Root, Cancellation)));
        _time.Advance(TimeSpan.FromSeconds(10));
        await managers.AuthManager!.ValidateCredentialsInGuestAsync(Reference(vm), Root, Cancellation);
    }

    [Fact]
    public async Task WaitForUpdatesEx_MoreChangesThanAsked_ComesInParts()
    {
        await using var filter = await FilterAsync();
        var seen = new List<string>();
        var version = "";
        UpdateSet? updates;
        do
        {
            updates = await Client.PropertyCollector.WaitForUpdatesExAsync(version, TimeSpan.Zero, 3, Cancellation);
            seen.AddRange(updates!.ObjectUpdates.Select(update => update.Obj.Value));
            version = updates.Version;
        }
        while (updates.Truncated);
        Assert.Equal(4, seen.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(4, seen.Count);
    }

    [Fact]
    public async Task WaitForUpdatesEx_WhenTheAnswerWasLost_IsRepeatedForTheOldVersion()
    {
        await using var filter = await FilterAsync();
        var first = await WaitAsync("");
        VCenter.PowerOff(VCenter.VirtualMachine("vm-00003"));
        var second = await WaitAsync(first!.Version);
        var again = await WaitAsync(first.Version);
        Assert.Equal("vm-00003", NameOf(Assert.Single(second!.ObjectUpdates)));
        Assert.Equal("vm-00003", NameOf(Assert.Single(again!.ObjectUpdates)));
        Assert.Null(await WaitAsync(again.Version));
        Assert.IsType<InvalidCollectorVersion>(await FaultOfAsync(() => WaitAsync(first.Version)));
    }

    [Fact]
    public async Task WaitForUpdatesEx_WhenAMachineComesAndGoes_SaysEnterAndLeave()
    {
        await using var filter = await FilterAsync();
        var version = (await WaitAsync(""))!.Version;
        var vm = VCenter.AddVirtualMachine(new VirtualMachineOptions { Name = "new", PoweredOn = false });
        var entered = (await WaitAsync(version))!;
        Assert.Equal(ObjectUpdateKind.Enter, Assert.Single(entered.ObjectUpdates).Kind);
        VCenter.Destroy(vm);
        var left = (await WaitAsync(entered.Version))!;
        Assert.Equal(ObjectUpdateKind.Leave, Assert.Single(left.ObjectUpdates).Kind);
    }

    [Fact]
    public async Task WaitForUpdatesEx_WhileItWaits_AnswersAtTheChange()
    {
        await using var filter = await FilterAsync();
        var version = (await WaitAsync(""))!.Version;
        var waiting = Client.PropertyCollector.WaitForUpdatesExAsync(version, TimeSpan.FromMinutes(5), null, Cancellation);
        VCenter.PowerOff(VCenter.VirtualMachine("vm-00001"));
        Assert.Equal("vm-00001", NameOf(Assert.Single((await waiting)!.ObjectUpdates)));
    }

    private async Task<PropertyFilter> FilterAsync()
    {
        var view = await Client.ViewManager.CreateContainerViewAsync(Client.ServiceContent.RootFolder, ["VirtualMachine"], cancellationToken: Cancellation);
        return await Client.PropertyCollector.CreateFilterAsync(
            PropertyFilterSpec.ForView(view.Reference, "VirtualMachine", ["name", "runtime.powerState"]), cancellationToken: Cancellation);
    }

    private Task<UpdateSet?> WaitAsync(string version) => Client.PropertyCollector.WaitForUpdatesExAsync(version, TimeSpan.Zero, null, Cancellation);

    private string NameOf(ObjectUpdate update) => VCenter.VirtualMachines.Single(vm => vm.Reference.Id == update.Obj.Value).Name;
}
