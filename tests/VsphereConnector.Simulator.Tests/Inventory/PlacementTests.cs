using VsphereConnector.Simulator.Inventory;

namespace VsphereConnector.Simulator.Tests.Inventory;

/// <summary>Where virtual machines stand and run, as a client sees it by views and by properties.</summary>
public sealed class PlacementTests : VCenterTest
{
    private Folder _production = null!;
    private Folder _web = null!;
    private ClusterComputeResource _second = null!;
    private ResourcePool _gold = null!;
    private VirtualApp _shop = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _production = VCenter.AddFolder("Production");
        _web = VCenter.AddFolder("Web", _production);
        _second = VCenter.AddCluster("Second", hosts: 2);
        _gold = VCenter.AddResourcePool("Gold", _second.ResourcePool);
        _shop = VCenter.AddVirtualApp("Shop", _gold, _production);
        Add("plain", null, null);
        Add("web", _web, null);
        Add("gold", _production, _gold);
        Add("shop", null, _shop);
    }

    [Fact]
    public async Task ContainerView_OfEachContainer_HasTheMachinesBelowItOnce()
    {
        Assert.Equal(["gold", "plain", "shop", "web"], await BelowAsync(VCenter.Cluster.Parent!.Parent!));
        Assert.Equal(["gold", "shop", "web"], await BelowAsync(_production));
        Assert.Equal(["web"], await BelowAsync(_web));
        Assert.Equal(["plain", "web"], await BelowAsync(VCenter.Cluster));
        Assert.Equal(["gold", "shop"], await BelowAsync(_second));
        Assert.Equal(["gold", "shop"], await BelowAsync(_second.ResourcePool));
        Assert.Equal(["shop"], await BelowAsync(_shop));
    }

    [Fact]
    public async Task ContainerView_OfAPoolWithoutRecursion_HasOnlyItsOwnMachines() =>
        Assert.Equal(["gold"], await BelowAsync(_gold, recursive: false));

    [Fact]
    public async Task Properties_OfAMachineInAVirtualApp_NameTheAppInsteadOfAFolder()
    {
        var vm = await Client.PropertyCollector.RetrieveAsync(Reference(VCenter.VirtualMachine("shop")), ["parent", "parentVApp", "resourcePool"], Cancellation);
        Assert.Null(vm.GetReference("parent"));
        Assert.Equal(Reference(_shop), vm.GetReference("parentVApp"));
        Assert.Equal(Reference(_shop), vm.GetReference("resourcePool"));
        var app = await Client.PropertyCollector.RetrieveAsync(Reference(_shop), ["owner", "parent", "parentFolder"], Cancellation);
        Assert.Equal(Reference(_second), app.GetReference("owner"));
        Assert.Equal(Reference(_gold), app.GetReference("parent"));
        Assert.Equal(Reference(_production), app.GetReference("parentFolder"));
    }

    [Fact]
    public async Task FindByInventoryPath_ThroughFolders_FindsTheMachine() =>
        Assert.Equal(
            Reference(VCenter.VirtualMachine("web")),
            await Client.SearchIndex.FindByInventoryPathAsync("Datacenter/vm/Production/Web/web", Cancellation));

    private void Add(string name, Folder? folder, ResourcePool? pool) =>
        VCenter.AddVirtualMachine(new VirtualMachineOptions { Name = name, Folder = folder, ResourcePool = pool });

    private async Task<List<string?>> BelowAsync(ManagedObject container, bool recursive = true)
    {
        await using var view = await Client.ViewManager.CreateContainerViewAsync(Reference(container), ["VirtualMachine"], recursive, Cancellation);
        var names = new List<string?>();
        await foreach (var vm in view.RetrieveAsync("VirtualMachine", ["name"], cancellationToken: Cancellation))
            names.Add(vm.GetString("name"));
        names.Sort(StringComparer.Ordinal);
        return names;
    }
}
