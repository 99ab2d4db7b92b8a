using VsphereConnector.Simulator.Authorization;
using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Vim25;
using VsphereConnector.Vim25.Extensions;
using VsphereConnector.Vim25.Faults;
using VsphereConnector.Vim25.Guest;

namespace VsphereConnector.Simulator.Tests.Authorization;

public sealed class AuthorizationTests : VCenterTest
{
    private const string Operator = "operator@vsphere.local";
    private const string Viewer = "viewer@vsphere.local";
    private const string Execute = "VirtualMachine.GuestOperations.Execute";
    private const string Install = "VsphereConnector.Install";

    protected override SimulatorOptions Options => new() { VirtualMachines = 2 };

    [Theory]
    [InlineData(User, Execute, true)]
    [InlineData(Operator, Execute, true)]
    [InlineData(Operator, "VirtualMachine.GuestOperations.ModifyAliases", false)]
    [InlineData(Viewer, "System.Read", true)]
    [InlineData(Viewer, Execute, false)]
    [InlineData("nobody@vsphere.local", "System.Read", false)]
    [InlineData(User, "No.Such.Privilege", false)]
    public async Task HasUserPrivilegeOnEntities_ByRole_AnswersTruly(string user, string privilege, bool granted) =>
        Assert.Equal(granted, await HasAsync(user, VCenter.VirtualMachine("vm-00001"), privilege));

    [Fact]
    public async Task Permission_OnOneEntity_CountsInsteadOfWhatIsInherited()
    {
        var (first, second) = (VCenter.VirtualMachine("vm-00001"), VCenter.VirtualMachine("vm-00002"));
        VCenter.SetPermission(new Permission(Operator, Role.NoAccess, first));
        VCenter.SetPermission(new Permission(Viewer, Role.ConnectorOperator, second.Parent, Propagate: false));
        Assert.False(await HasAsync(Operator, first, "System.Read"));
        Assert.True(await HasAsync(Operator, second, Execute));
        Assert.False(await HasAsync(Viewer, second, Execute));
        VCenter.SetPermission(new Permission(Viewer, Role.ConnectorOperator, second.Parent));
        Assert.True(await HasAsync(Viewer, second, Execute));
    }

    [Fact]
    public async Task RegisteredExtension_BringsItsPrivileges_UntilItIsRemoved()
    {
        var vm = VCenter.VirtualMachine("vm-00001");
        Assert.False(await HasAsync(User, vm, Install));
        var extension = new Extension
        {
            Key = "com.example.plugin", Version = "1.0.0", Description = new Description("p", "p"), PrivilegeList = [new(Install, "VsphereConnector")],
        };
        await Client.ExtensionManager.RegisterExtensionAsync(extension, Cancellation);
        Assert.True(await HasAsync(User, vm, Install));
        Assert.True(await HasAsync(Operator, vm, Install));
        Assert.False(await HasAsync(Viewer, vm, Install));
        await Client.ExtensionManager.UnregisterExtensionAsync("com.example.plugin", Cancellation);
        Assert.False(await HasAsync(User, vm, Install));
    }

    [Fact]
    public async Task GuestOperation_WithoutThePrivilege_IsRefusedWithItsName()
    {
        var vm = VCenter.VirtualMachine("vm-00001");
        using var viewer = await LogInAsync(Viewer);
        var processes = (await viewer.GuestOperationsManager.GetManagersAsync(Cancellation)).ProcessManager;
        var fault = Assert.IsType<NoPermission>(await FaultOfAsync(() => processes.StartProgramInGuestAsync(
            Reference(vm), Root, new GuestProgramSpec { ProgramPath = "/bin/true", Arguments = "" }, Cancellation)));
        Assert.Equal(Execute, fault.PrivilegeId);
        VCenter.SetPermission(new Permission(Viewer, Role.ConnectorOperator, vm));
        await processes.StartProgramInGuestAsync(Reference(vm), Root, new GuestProgramSpec { ProgramPath = "/bin/sleep", Arguments = "0" }, Cancellation);
    }

    [Fact]
    public async Task HasPrivilegeOnEntities_OfAMachineThatIsGone_IsManagedObjectNotFound()
    {
        var vm = VCenter.VirtualMachine("vm-00001");
        VCenter.PowerOff(vm);
        VCenter.Destroy(vm);
        Assert.IsType<ManagedObjectNotFound>(await FaultOfAsync(() => HasAsync(User, vm, "System.Read")));
    }

    private async Task<bool> HasAsync(string user, ManagedEntity entity, string privilege)
    {
        var answer = await Client.AuthorizationManager.HasUserPrivilegeOnEntitiesAsync([Reference(entity)], user, [privilege], Cancellation);
        return Assert.Single(answer).Granted.Contains(privilege);
    }

    private async Task<VimClient> LogInAsync(string user)
    {
        var client = await VimClient.ConnectAsync(ClientOptions, cancellationToken: Cancellation);
        await client.SessionManager.LoginAsync(user, Password, cancellationToken: Cancellation);
        return client;
    }
}
