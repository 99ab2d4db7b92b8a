using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Preflight;
using VsphereConnector.Server.Tests.Api;
using VsphereConnector.Server.Tests.Deployment;
using VsphereConnector.Server.Tests.Fleet;
using VsphereConnector.Simulator;
using VsphereConnector.Simulator.Guests;
using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Simulator.Rules;

namespace VsphereConnector.Server.Tests.Preflight;

public sealed class PreflightTests
{
    private static CancellationToken Cancel => DeploymentWorld.Cancel;

    [Fact]
    public async Task WhenAllIsWell_ThenTheMachineIsReadyAndNoGuestWasTouched()
    {
        await using var world = await StartAsync();
        world.AddMachine("web-01");

        var answer = await AskAsync(world, "web-01");

        var item = Assert.Single(answer.GetProperty("items").EnumerateArray());
        Assert.True(item.GetProperty("verdict").GetString() == "Ready", item.ToString());
        Assert.Equal("web-01", item.GetProperty("virtualMachine").GetProperty("name").GetString());
        Assert.Empty(answer.GetProperty("unresolved").EnumerateArray());
        Assert.False(answer.GetProperty("truncated").GetBoolean());
        Assert.Equal(0, world.VCenter.Calls.OfVirtualMachine("web-01"));
    }

    [Fact]
    public async Task WhenAThousandMachinesAreAskedAbout_ThenVCenterIsCalledAFewTimes()
    {
        await using var world = await StartAsync(new SimulatorOptions { VirtualMachines = 1001, Hosts = 8 });
        await world.NamesAsync();
        world.VCenter.Calls.Reset();

        var answer = await AskAsync(world, new { @object = $"urn:vmomi:Datacenter:datacenter-2:{world.VCenter.InstanceUuid}" });

        Assert.Equal(1000, answer.GetProperty("items").GetArrayLength());
        Assert.True(answer.GetProperty("truncated").GetBoolean());
        Assert.All(answer.GetProperty("items").EnumerateArray(), item => Assert.Equal("Ready", item.GetProperty("verdict").GetString()));
        Assert.Equal(1, world.VCenter.Calls["RetrievePropertiesEx"]);
        Assert.Equal(1, world.VCenter.Calls["HasPrivilegeOnEntities"]);
        Assert.Equal(1, world.VCenter.Calls["CurrentTime"]);
    }

    [Fact]
    public async Task WhenMachinesHaveTroubles_ThenEachIsTold()
    {
        await using var world = await StartAsync(new SimulatorOptions { Hosts = 2 });
        var vCenter = world.VCenter;
        vCenter.AddVirtualMachine(new VirtualMachineOptions { Name = "template", Template = true, PoweredOn = false });
        vCenter.AddVirtualMachine(new VirtualMachineOptions { Name = "off", PoweredOn = false });
        vCenter.AddVirtualMachine(new VirtualMachineOptions { Name = "toolless", Tools = ToolsInstallation.None });
        vCenter.AddVirtualMachine(new VirtualMachineOptions { Name = "booting", GuestOperationsReadyAfter = TimeSpan.FromHours(1) });
        vCenter.AddVirtualMachine(new VirtualMachineOptions { Name = "silent", ReportsGuestOperationsReady = false });
        vCenter.SetToolsRunning(world.AddMachine("stopped"), running: false);
        await world.Services.AddConnectorAsync(world.AddMachine("installed").InstanceUuid, version: ConnectorVersion.Own);
        await world.Services.AddConnectorAsync(world.AddMachine("old").InstanceUuid, version: "0.0.1");
        await world.Services.AddConnectorAsync(world.AddMachine("away").InstanceUuid, "Disconnected");

        var answer = await AskAsync(world, "template", "off", "toolless", "booting", "silent", "stopped", "installed", "old", "away");

        Assert.Equal(("Blocked", "vm-is-template vm-powered-off"), Trouble(answer, "template"));
        Assert.Equal(("Blocked", "vm-powered-off"), Trouble(answer, "off"));
        Assert.Equal(("Blocked", "tools-not-installed"), Trouble(answer, "toolless", "tools-not-running", "guest-operations-not-ready"));
        Assert.Equal(("Warning", "guest-operations-not-ready"), Trouble(answer, "booting"));
        Assert.Equal(("Ready", ""), Trouble(answer, "silent"));
        Assert.Equal(("Warning", "tools-not-running"), Trouble(answer, "stopped", "guest-operations-not-ready"));
        Assert.Equal(("Warning", "connector-installed"), Trouble(answer, "installed"));
        Assert.Equal(("Warning", "connector-other-version"), Trouble(answer, "old"));
        Assert.Equal(("Warning", "connector-disconnected"), Trouble(answer, "away"));
    }

    [Fact]
    public async Task WhenThisServerLacksSomething_ThenThatIsTold()
    {
        await using var world = await StartAsync(configure: options => options.Deployment.ConnectorPrograms.Clear(), reachable: false);
        world.VCenter.Deny("Administrator@vsphere.local", "VirtualMachine.GuestOperations.Execute");
        world.AddMachine("web-01");

        var answer = await AskAsync(world, ["web-01"], logon: "other");

        Assert.Equal(
            ("Blocked", "connector-program-missing guest-logon-unknown host-unreachable vcenter-privilege-missing"), Trouble(answer, "web-01"));
        Assert.Contains("VirtualMachine.GuestOperations.Execute", answer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhenVCenterCannotTellPrivileges_ThenThatIsAWarning()
    {
        await using var world = await StartAsync();
        world.VCenter.Rules.Add(new Rule { Method = "HasPrivilegeOnEntities", Fault = "NotSupported" });
        world.AddMachine("web-01");

        Assert.Equal(("Warning", "vcenter-privileges-unknown"), Trouble(await AskAsync(world, "web-01"), "web-01"));
    }

    [Fact]
    public async Task WhenAHostIsDisconnected_ThenItsMachinesAreBlocked()
    {
        await using var world = await StartAsync(new SimulatorOptions { Hosts = 1 });
        var machine = world.AddMachine("web-01");
        world.VCenter.SetConnected(machine.Host, connected: false);

        Assert.Equal(("Blocked", "vm-not-reachable"), Trouble(await AskAsync(world, "web-01"), "web-01"));
    }

    [Fact]
    public async Task WhenAnotherOperationIsAtWork_ThenThatIsTold()
    {
        await using var world = await StartAsync();
        world.VCenter.AddVirtualMachine(new VirtualMachineOptions { Name = "web-01", GuestOperationsReadyAfter = TimeSpan.FromHours(1) });
        var operation = await world.SubmitAsync("web-01");
        await world.UntilAsync($"operations/{operation}", view => view.GetProperty("target").TryGetProperty("instanceUuid", out _));

        Assert.Equal(("Warning", "operation-open"), Trouble(await AskAsync(world, "web-01"), "web-01", "guest-operations-not-ready"));
    }

    [Fact]
    public async Task WhenVCenterGoesAway_ThenItsMachinesAreBlockedAndUnknownOnesMayBeThere()
    {
        await using var world = await StartAsync();
        world.AddMachine("web-01");
        await world.NamesAsync();
        world.VCenter.Rules.Add(new Rule { Break = ConnectionBreak.BeforeCall });
        world.VCenter.DropSessions();
        await world.UntilAsync("virtual-machines", page => page.TryGetProperty("unreachable", out _));

        var answer = await AskAsync(world, "web-01", "web-02");

        Assert.Equal(("Blocked", "vcenter-unreachable"), Trouble(answer, "web-01"));
        Assert.Equal("vcenter-unreachable", answer.GetProperty("unresolved")[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task WhenTargetsStandForNothing_ThenEachSaysWhy()
    {
        await using var world = await StartAsync();
        world.AddMachine("web-01");
        var folder = world.VCenter.AddFolder("Empty");
        object[] targets =
        [
            new { virtualMachine = "web-02" },
            new { virtualMachine = "web-01", vCenter = "other" },
            new { @object = $"urn:vmomi:VirtualMachine:vm-999:{world.VCenter.InstanceUuid}" },
            new { @object = $"urn:vmomi:Folder:group-d1:{Guid.NewGuid()}" },
            new { @object = $"urn:vmomi:Folder:{folder.Reference.Id}:{world.VCenter.InstanceUuid}" },
            new { virtualMachine = "WEB-01" },
            new { @object = $"urn:vmomi:Folder:group-d1:{world.VCenter.InstanceUuid}" },
        ];

        var answer = await AskAsync(world, targets);

        Assert.Equal(
            ["virtual-machine-unknown", "vcenter-unknown", "object-unknown", "vcenter-unknown"],
            answer.GetProperty("unresolved").EnumerateArray().Select(target => target.GetProperty("code").GetString()));
        Assert.Equal("web-01", Assert.Single(answer.GetProperty("items").EnumerateArray()).GetProperty("virtualMachine").GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("""{}""", "kind,targets")]
    [InlineData("""{"kind":"Install","targets":[{"virtualMachine":"a"}]}""", "kind")]
    [InlineData("""{"kind":"GetStatus","targets":[]}""", "targets")]
    [InlineData("""{"kind":"GetStatus","targets":[null,{"object":"vm-1"},{"virtualMachine":""},{"virtualMachine":"a","object":"b"},{"name":"a"}]}""", "targets[0],targets[1].object,targets[2],targets[3],targets[4],targets[4].name")]
    [InlineData("""{"kind":"InstallConnector","targets":[{"virtualMachine":"a"}],"parameters":{"parentFolder":"x"},"guestLogon":{"who":"me"},"more":1}""", "guestLogon.who,more,parameters.parentFolder")]
    public async Task WhenAQuestionIsNotValid_ThenEachFieldIsNamed(string body, string fields)
    {
        await using var server = await ApiFixture.StartAsync();

        var (status, problem) = await server.SendAsync(HttpMethod.Post, "/api/v1/preflight", body);

        Assert.Equal(400, status);
        Assert.Equal(fields, string.Join(',', problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task WhenSettingsAreAskedFor_ThenNoSecretIsAmongThem()
    {
        await using var world = await StartAsync();

        var settings = await world.GetAsync("settings");
        var logons = await world.GetAsync("guest-logons");

        Assert.Equal("simulated", settings.GetProperty("vCenters")[0].GetProperty("name").GetString());
        Assert.Equal(300, settings.GetProperty("operations").GetProperty("timeoutSeconds").GetProperty("InstallConnector").GetDouble());
        Assert.True(settings.GetProperty("listen").GetProperty("publicUrlsConfigured").GetBoolean());
        Assert.Equal("""[{"name":"root","username":"root","alias":false}]""", logons.GetProperty("items").GetRawText());
        Assert.DoesNotContain("assword", settings.ToString(), StringComparison.Ordinal);
    }

    private static Task<DeploymentWorld> StartAsync(SimulatorOptions? simulator = null, Action<ServerOptions>? configure = null, bool reachable = true)
    {
        IPEndPoint? server = null;
        return DeploymentWorld.StartAsync(
            simulator,
            options =>
            {
                options.Listen.PublicUrls.Add("https://127.0.0.1:1");
                options.GuestLogons.Add(new GuestLogonOptions { Name = "root", Username = "root", PasswordFile = options.VCenters[0].PasswordFile });
                server = IPEndPoint.Parse(new Uri(options.VCenters[0].Url).Authority);
                configure?.Invoke(options);
            },
            services =>
            {
                var hosts = reachable ? server! : new IPEndPoint(IPAddress.Loopback, 1);
                services.Replace(ServiceDescriptor.Singleton(provider => new HostReachability(provider.GetRequiredService<TimeProvider>(), _ => hosts)));
            });
    }

    private static Task<JsonElement> AskAsync(DeploymentWorld world, params string[] machines) => AskAsync(world, machines, "root");

    private static Task<JsonElement> AskAsync(DeploymentWorld world, string[] machines, string logon) =>
        AskAsync(world, [.. machines.Select(name => new { virtualMachine = name })], logon);

    private static Task<JsonElement> AskAsync(DeploymentWorld world, params object[] targets) => AskAsync(world, targets, "root");

    private static async Task<JsonElement> AskAsync(DeploymentWorld world, object[] targets, string logon)
    {
        using var answer = await world.Client.PostAsJsonAsync("api/v1/preflight", new { kind = "InstallConnector", targets, guestLogon = new { name = logon } }, Cancel);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        Assert.True(answer.IsSuccessStatusCode, body.ToString());
        return body;
    }

    /// <summary>The verdict on a machine and what is not as it should be, apart from what comes along with it.</summary>
    private static (string? Verdict, string Codes) Trouble(JsonElement answer, string machine, params string[] besides)
    {
        var item = answer.GetProperty("items").EnumerateArray().Single(item => item.GetProperty("virtualMachine").GetProperty("name").GetString() == machine);
        var codes = item.GetProperty("findings").EnumerateArray()
            .Where(finding => finding.GetProperty("severity").GetString() != "Ok")
            .Select(finding => finding.GetProperty("code").GetString()!)
            .Except(besides).Order(StringComparer.Ordinal);
        return (item.GetProperty("verdict").GetString(), string.Join(' ', codes));
    }
}
