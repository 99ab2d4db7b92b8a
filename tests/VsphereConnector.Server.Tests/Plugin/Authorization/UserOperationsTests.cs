using System.Globalization;
using System.Text.Json;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Plugin;
using VsphereConnector.Server.Plugin.Authorization;
using VsphereConnector.Server.Tests.Plugin.Sessions;
using VsphereConnector.Simulator.Authorization;
using VsphereConnector.Simulator.Inventory;
using static VsphereConnector.Server.Tests.Plugin.Sessions.SessionWorld;

namespace VsphereConnector.Server.Tests.Plugin.Authorization;

public sealed class UserOperationsTests
{
    private const string Operations = "/api/v1/operations";

    [Fact]
    public async Task Submit_ByAUserWhoMay_IsRecordedForTheUserOnThatVeryMachine()
    {
        await using var world = await StartAsync();
        var page = world.Page(Operator);

        var (status, operation) = await page.SubmitAsync("GetStatus", "vm-00001");

        Assert.Equal((202, @"VSPHERE.LOCAL\operator"), (status, operation.GetProperty("createdBy").GetString()));
        var machine = world.VCenter.VirtualMachine("vm-00001");
        Assert.Equal((machine.InstanceUuid, machine.Reference.Id, "simulated"), (
            operation.GetProperty("target").GetProperty("instanceUuid").GetString(),
            operation.GetProperty("target").GetProperty("moRef").GetString(),
            operation.GetProperty("target").GetProperty("vCenter").GetString()));
    }

    [Fact]
    public async Task Submit_WithoutThePrivilege_Is403NamingIt()
    {
        await using var world = await StartAsync();

        var answer = await world.Page(Viewer).SubmitAsync("InstallConnector", "vm-00001");

        Assert.Equal((403, "privilege-missing"), (answer.Status, answer.Code()));
        Assert.Equal(
            ["VsphereConnector.Install", .. GuestOperations("Query", "Modify", "Execute")],
            answer.Body.GetProperty("missingPrivileges").EnumerateArray().Select(privilege => privilege.GetString()));
        Assert.Contains("VsphereConnector.Install", answer.Body.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_ABatch_IsDecidedPerTargetByOneCall()
    {
        await using var world = await StartAsync(machines: 40);
        world.VCenter.SetPermission(new Permission(Operator, Role.ConnectorViewer, world.VCenter.VirtualMachine("vm-00002")));
        var page = world.Page(Operator);
        await page.ReadAsync("/api/v1/me");
        var asked = world.VCenter.Calls["HasPrivilegeOnEntities"];

        var (status, body) = await page.SendAsync(Operations, Batch(
            [.. Enumerable.Range(1, 40).Select(i => string.Create(CultureInfo.InvariantCulture, $"vm-{i:00000}")), "nowhere"]));

        Assert.Equal(202, status);
        var items = body.GetProperty("operations").EnumerateArray().ToList();
        Assert.Equal([403], items.Take(40).Select(Status).Where(code => code != 202));
        Assert.Equal((403, 404), (Status(items[1]), Status(items[40])));
        Assert.Equal("privilege-missing", items[1].GetProperty("problem").Code());
        Assert.Equal("VsphereConnector.RunTask", items[1].GetProperty("problem").GetProperty("missingPrivileges")[0].GetString());
        Assert.Equal(1, world.VCenter.Calls["HasPrivilegeOnEntities"] - asked);
    }

    [Fact]
    public async Task Submit_ABatchThatIsRefusedAltogether_Is403()
    {
        await using var world = await StartAsync();

        var (status, body) = await world.Page(Viewer).SendAsync(Operations, Batch(["vm-00001", "vm-00002"]));

        Assert.Equal(403, status);
        Assert.All(body.GetProperty("operations").EnumerateArray(), item => Assert.Equal(403, Status(item)));
    }

    [Fact]
    public async Task WhenThePluginIsNotRegistered_ThenGuestOperationsDecide()
    {
        await using var world = await StartAsync(registered: false);
        world.VCenter.Deny(Operator, "VirtualMachine.GuestOperations.Modify");

        var refused = await world.Page(Operator).SubmitAsync("RunTask", "vm-00001");
        Assert.Equal((403, "VirtualMachine.GuestOperations.Modify"), (refused.Status, refused.Body.GetProperty("missingPrivileges")[0].GetString()));
        Assert.Equal(202, (await world.Page(Viewer).SubmitAsync("GetStatus", "vm-00001")).Status);
        Assert.Equal(202, (await world.Page(Administrator).SubmitAsync("RunTask", "vm-00001")).Status);
    }

    [Fact]
    public async Task Submit_InAnotherVCenterOrOnAnUnknownConnector_IsRefused()
    {
        await using var world = await StartAsync();
        var page = world.Page(Administrator);

        var unknown = await page.SendAsync(Operations, new { kind = "GetStatus", target = new { virtualMachine = "vm-00001", vCenter = "elsewhere" } });
        Assert.Equal(400, unknown.Status);
        var connector = await page.SendAsync(Operations, new { kind = "GetStatus", target = new { connector = Guid.NewGuid() } });
        Assert.Equal((404, "connector-unknown"), (connector.Status, connector.Code()));
    }

    [Fact]
    public async Task Lists_OfAUser_HoldOnlyWhatHeMaySee()
    {
        await using var world = await StartAsync();
        world.VCenter.SetPermission(new Permission(Viewer, Role.NoAccess, world.VCenter.VirtualMachine("vm-00002")));
        var administrator = world.Page(Administrator);
        var (_, hidden) = await administrator.SubmitAsync("GetStatus", "vm-00002");
        var (_, shown) = await administrator.SubmitAsync("GetStatus", "vm-00001");
        var viewer = world.Page(Viewer);

        Assert.Equal([Id(shown)], Ids(await viewer.ReadAsync(Operations)));
        Assert.Equal([Id(shown), Id(hidden)], Ids(await administrator.ReadAsync(Operations)));
        var machines = (await viewer.ReadAsync("/api/v1/virtual-machines")).Body;
        Assert.Equal(["vm-00001", "vm-00003"], machines.GetProperty("items").EnumerateArray().Select(machine => machine.GetProperty("name").GetString()));
        Assert.Equal(2, machines.GetProperty("total").GetInt32());

        Assert.Equal(200, (await viewer.ReadAsync($"{Operations}/{Id(shown)}")).Status);
        foreach (var path in new[] { "", "/output", "/events", "/files" })
        {
            var answer = await viewer.ReadAsync($"{Operations}/{Id(hidden)}{path}");
            Assert.Equal((403, "privilege-missing"), (answer.Status, answer.Code()));
        }

        var moRef = world.VCenter.VirtualMachine("vm-00002").Reference.Id;
        Assert.Equal(403, (await viewer.ReadAsync($"/api/v1/virtual-machines/simulated/{moRef}")).Status);
    }

    [Fact]
    public async Task List_OfManyHiddenOperations_LeadsOnToThoseThatAreSeen()
    {
        await using var world = await StartAsync();
        var administrator = world.Page(Administrator);
        var (_, oldest) = await administrator.SubmitAsync("GetStatus", "vm-00001");
        for (var i = 0; i < 3; i++)
        {
            await administrator.SendAsync(Operations, Batch(Enumerable.Repeat("vm-00002", 1000)));
        }

        world.VCenter.SetPermission(new Permission(Viewer, Role.NoAccess, world.VCenter.VirtualMachine("vm-00002")));
        Assert.Equal([Id(oldest)], Ids(await world.Page(Viewer).ReadAsync($"{Operations}?limit=10")));
    }

    [Fact]
    public async Task Cancel_NeedsThePrivilegeOfTheKind()
    {
        await using var world = await StartAsync();
        var (_, operation) = await world.Page(Administrator).SubmitAsync("RunTask", "vm-00001");

        var refused = await world.Page(Viewer).SendAsync($"{Operations}/{Id(operation)}/cancel");

        Assert.Equal((403, "privilege-missing"), (refused.Status, refused.Code()));
        Assert.Equal(202, (await world.Page(Operator).SendAsync($"{Operations}/{Id(operation)}/cancel")).Status);
    }

    [Fact]
    public async Task Submit_HostileNames_AreRefusedWithoutHarm()
    {
        await using var world = await StartAsync();
        world.VCenter.AddVirtualMachine(new VirtualMachineOptions { Name = "<img src=x onerror=alert(1)>" });
        var page = world.Page(Operator);

        var (status, body) = await page.SendAsync(Operations, Batch(["<img src=x onerror=alert(1)>", "'; DROP TABLE audit; --", new string('x', 100_000), "\u0000\u202e", "vm-00001"]));

        Assert.Equal(202, status);
        Assert.Equal([202, 404, 202], body.GetProperty("operations").EnumerateArray().Select(Status).Where((_, i) => i is 0 or 1 or 4));
        Assert.Equal(200, (await page.ReadAsync(Operations)).Status);
    }

    [Fact]
    public async Task Submit_TenThousandTargets_IsRefusedAtOnce()
    {
        await using var world = await StartAsync();
        var page = world.Page(Operator);
        await page.ReadAsync("/api/v1/me");
        var calls = world.VCenter.Calls["HasPrivilegeOnEntities"];

        var (status, _) = await page.SendAsync(Operations, Batch(Enumerable.Repeat("vm-00001", 10_000)));

        Assert.Equal((400, calls), (status, world.VCenter.Calls["HasPrivilegeOnEntities"]));
    }

    [Fact]
    public async Task WhenAMachineIsRemovedMeanwhile_ThenOnlyItIsRefused()
    {
        await using var world = await StartAsync();
        var page = world.Page(Operator);
        Assert.Equal(3, (await page.ReadAsync("/api/v1/virtual-machines")).Body.GetProperty("total").GetInt32());
        var gone = world.VCenter.VirtualMachine("vm-00002");
        world.VCenter.PowerOff(gone);
        world.VCenter.Destroy(gone);

        var (status, body) = await page.SendAsync(Operations, Batch(["vm-00001", "vm-00002"]));

        Assert.Equal(202, status);
        Assert.Equal([true, false], body.GetProperty("operations").EnumerateArray().Select(item => Status(item) == 202));
    }

    [Fact]
    public void RequiredPrivileges_AreSaidForEveryKind() =>
        Assert.All(Enum.GetValues<OperationKind>(), kind => Assert.NotEqual((kind, PluginPrivilege.Administer), (kind, RequiredPrivileges.For(kind).Own)));

    private static object Batch(IEnumerable<string> machines) =>
        new { operations = machines.Select(machine => new { kind = "RunTask", target = new { virtualMachine = machine }, parameters = new { script = "id" } }) };

    private static IEnumerable<string> GuestOperations(params string[] names) => names.Select(name => $"VirtualMachine.GuestOperations.{name}");

    private static int Status(JsonElement item) => item.GetProperty("status").GetInt32();

    private static Guid Id(JsonElement operation) => operation.GetProperty("id").GetGuid();

    private static List<Guid> Ids((int Status, JsonElement Body) answer) => [.. answer.Body.GetProperty("items").EnumerateArray().Select(Id)];
}
