using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using VsphereConnector.Simulator;
using VsphereConnector.Simulator.Inventory;

namespace VsphereConnector.Server.Tests.Deployment;

public sealed class InstallationTests
{
    // How often it is asked and looked for is a matter of time, and here the machine's; once is counted.
    private static readonly string[] Waiting = ["ListProcessesInGuest", "InitiateFileTransferFromGuest"];

    private static CancellationToken Cancel => DeploymentWorld.Cancel;

    [Fact]
    public async Task WhenAllGoesWell_ThenTheConnectorAnswersAfterAtMostTenCallsAndOneUpload()
    {
        await using var world = await DeploymentWorld.StartAsync();
        var machine = world.AddMachine("web-01");
        (await world.DeployAsync("web-01")).Succeeded();
        var second = world.AddMachine("web-02");
        world.VCenter.Calls.Reset();

        var operation = await world.DeployAsync("web-02");

        operation.Succeeded();
        Assert.InRange(world.VCenter.Calls.Total - Waiting.Sum(method => Math.Max(0, world.VCenter.Calls[method] - 1)), 1, 10);
        Assert.Equal(1, world.VCenter.Calls["GuestFilePut"]);
        Assert.Equal(1, world.VCenter.Calls["StartProgramInGuest"]);
        Assert.Equal(1, world.VCenter.Calls.MaximumInFlight("web-02"));
        Assert.Equal("root", operation.GetProperty("result").GetProperty("account").GetString());
        Assert.Contains("S30vlink", string.Join(' ', second.Guest.ListFiles("/etc")), StringComparison.Ordinal);
        machine.IsLeftClean();
        second.IsLeftClean();
        Assert.All(await world.ConnectorsAsync(), connector => Assert.Equal("Connected", connector.GetProperty("state").GetString()));
        Assert.Equal(1, world.VCenter.OpenSessions);
    }

    [Fact]
    public async Task WhenTheConnectorIsThere_ThenATaskRunsThroughIt()
    {
        await using var world = await DeploymentWorld.StartAsync();
        world.AddMachine("web-01");
        (await world.DeployAsync("web-01")).Succeeded();

        var task = await world.EndAsync(await world.SubmitAsync(new
        {
            kind = "RunTask",
            target = new { virtualMachine = "web-01" },
            parameters = new { script = "hostname; exit 3" },
        }));

        task.Succeeded();
        Assert.Equal(3, task.GetProperty("result").GetProperty("exitCode").GetInt32());
        Assert.Equal("web-01", (await world.OutputAsync(task)).Trim());
    }

    [Fact]
    public async Task WhenTransfersGoToTheHost_ThenItsOwnCertificateIsPinned()
    {
        var port = FreePort();
        await using var world = await DeploymentWorld.StartAsync(new SimulatorOptions { Port = port, TransferHost = $"localhost:{port}" });
        world.AddMachine("web-01");

        (await world.DeployAsync("web-01")).Succeeded();
    }

    [Fact]
    public async Task WhenAGuestHangs_ThenOthersOfItsHostAreInstalledMeanwhile()
    {
        await using var world = await DeploymentWorld.StartAsync(new SimulatorOptions { Hosts = 1 }, options => options.Deployment.PerHost = 1);
        var hanging = world.AddMachine("web-01");
        world.AddMachine("web-02");
        hanging.Guest.Network.Cut();
        var first = await world.SubmitAsync("web-01");
        await world.StepAsync(first, "start");

        (await world.DeployAsync("web-02")).Succeeded();

        hanging.Guest.Network.Restore();
        (await world.EndAsync(first)).Succeeded();
    }

    [Fact]
    public async Task WhenANameIsTheIdOfAnotherMachine_ThenItIsAmbiguous_AndTheInstanceUuidIsNot()
    {
        await using var world = await DeploymentWorld.StartAsync();
        var first = world.AddMachine("web-01");
        var second = world.AddMachine(first.Reference.Id);

        (await world.DeployAsync(second.Name)).Failed("virtual-machine-ambiguous");

        var operation = await world.DeployAsync(second.InstanceUuid);
        operation.Succeeded();
        Assert.Equal(second.Reference.Id, operation.GetProperty("target").GetProperty("moRef").GetString());
    }

    [Fact]
    public async Task WhenAConnectorAnswersAlready_ThenNothingIsDoneInTheGuest()
    {
        await using var world = await DeploymentWorld.StartAsync();
        world.AddMachine("web-01");
        (await world.DeployAsync("web-01")).Succeeded();
        world.VCenter.Calls.Reset();

        var again = await world.DeployAsync("web-01");

        again.Succeeded();
        Assert.True(again.GetProperty("result").GetProperty("wasInstalled").GetBoolean());
        Assert.Equal(0, world.VCenter.Calls.OfVirtualMachine("web-01"));
    }

    [Fact]
    public async Task WhenItIsInstalledAgain_ThenTheConnectorKeepsItsIdentity()
    {
        await using var world = await DeploymentWorld.StartAsync();
        world.AddMachine("web-01");
        var first = await world.DeployAsync("web-01");

        var again = await world.DeployAsync("web-01", new { reinstall = true });

        again.Succeeded();
        Assert.Equal(ConnectorOf(first), ConnectorOf(again));
        Assert.Single(await world.ConnectorsAsync());
    }

    [Fact]
    public async Task WhenVCenterTellsLittle_ThenTheInstallationSucceedsAndNotesIt()
    {
        await using var world = await DeploymentWorld.StartAsync(new SimulatorOptions { HasGuestAuthManager = false });
        world.VCenter.AddVirtualMachine(new VirtualMachineOptions { Name = "web-01", ReportsGuestOperationsReady = false });

        var operation = await world.DeployAsync("web-01");

        operation.Succeeded();
        Assert.Contains("does not tell whether guest operations are ready", operation.GetProperty("events").ToString(), StringComparison.Ordinal);
        Assert.Contains("cannot check a logon beforehand", operation.GetProperty("events").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhenAnEnrolledMachineIsCloned_ThenTheCloneDoesNotTakeItsIdentity()
    {
        await using var world = await DeploymentWorld.StartAsync();
        var original = world.AddMachine("web-01");
        var first = await world.DeployAsync("web-01");
        world.VCenter.Clone(original, "web-02");

        var second = await world.DeployAsync("web-02");

        second.Succeeded();
        Assert.NotEqual(ConnectorOf(first), ConnectorOf(second));
        var connectors = await world.ConnectorsAsync();
        Assert.Equal(["web-01", "web-02"], connectors.Select(connector => connector.GetProperty("virtualMachine").GetString()));
        Assert.All(connectors, connector => Assert.Equal("Connected", connector.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task WhenManyAreOnOneHost_ThenItsBudgetHolds()
    {
        await using var world = await DeploymentWorld.StartAsync(
            new SimulatorOptions { Hosts = 1, GuestOperationTime = TimeSpan.FromMilliseconds(20) }, options => options.Deployment.PerHost = 2);
        var machines = Enumerable.Range(1, 6).Select(number => world.AddMachine($"web-{number:00}")).ToList();

        var ids = await Task.WhenAll(machines.Select(machine => world.SubmitAsync(machine.Name)));
        var ended = await Task.WhenAll(ids.Select(world.EndAsync));

        Assert.All(ended, operation => operation.Succeeded());
        Assert.InRange(world.VCenter.Calls.MaximumInFlight(machines[0].Host.Name), 1, 2);
        Assert.All(machines, machine => Assert.Equal(1, world.VCenter.Calls.MaximumInFlight(machine.Name)));
    }

    [Fact]
    public async Task WhenMachinesAreListed_ThenEachShowsItsConnector()
    {
        await using var world = await DeploymentWorld.StartAsync();
        world.AddMachine("web-01");
        world.AddMachine("web-02");
        (await world.DeployAsync("web-02")).Succeeded();

        var page = await world.Client.GetFromJsonAsync<JsonElement>("api/v1/virtual-machines?name=WEB&limit=1", Cancel);
        var next = await world.Client.GetFromJsonAsync<JsonElement>($"api/v1/virtual-machines?name=WEB&limit=1&after={page.GetProperty("next").GetString()}", Cancel);

        Assert.Equal("web-01", page.GetProperty("items")[0].GetProperty("name").GetString());
        Assert.False(page.GetProperty("items")[0].TryGetProperty("connectorState", out _));
        Assert.Equal("web-02", next.GetProperty("items")[0].GetProperty("name").GetString());
        Assert.Equal("Connected", next.GetProperty("items")[0].GetProperty("connectorState").GetString());
        Assert.False(next.TryGetProperty("next", out _));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string? ConnectorOf(JsonElement operation) => operation.GetProperty("result").GetProperty("connectorId").GetString();
}
