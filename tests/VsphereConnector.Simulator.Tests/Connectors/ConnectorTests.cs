using System.Text.Json;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Installation;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;
using VsphereConnector.Simulator.Guests;
using VsphereConnector.Simulator.Guests.Files;
using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Vim25.Guest;

namespace VsphereConnector.Simulator.Tests.Connectors;

/// <summary>The real connector code, installed by guest operations into simulated guests.</summary>
public sealed class ConnectorTests : VCenterTest
{
    private const string Work = "/tmp/vlink-run";

    private static readonly byte[] Program = "the bytes of a program"u8.ToArray();

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
    public async Task WhenABundleIsStarted_ThenTheConnectorEnrolsAndRunsATask()
    {
        var vm = Add("one");
        var spool = await InstallAsync(vm);
        Assert.True(spool.ExitCode == InstallExitCodes.Success, spool.Output);
        var channel = await _server.AcceptAsync(Cancellation);
        Assert.Equal(spool.FindReport()!.ConnectorId, channel.ConnectorId);
        Assert.Equal(vm.Uuid, Assert.Single(_server.Enrolled).BiosUuid);
        var (output, finished) = await channel.RunAsync("hostname; whoami; exit 3", Cancellation);
        Assert.Equal("one\nroot\n", output);
        Assert.Equal(OperationOutcome.Succeeded, finished.Outcome);
        Assert.Equal(3, finished.Result!.Value.Deserialize(ContractsJson.Default.RunTaskResult)!.ExitCode);
        Assert.Contains(Locations.StartLink, vm.Guest.ListFiles("/etc"));
        Assert.DoesNotContain($"{Work}/{InstallBundle.FileName}", vm.Guest.ListFiles(Work));
    }

    [Fact(Timeout = 60_000)]
    public async Task WhenAMachineIsPoweredOffAndOn_ThenItsConnectorComesBackAndATaskThatRanIsInterrupted()
    {
        var vm = Add("one");
        await InstallAsync(vm);
        var before = await _server.AcceptAsync(Cancellation);
        await before.StartAsync("sleep 600", Cancellation);
        VCenter.PowerOff(vm);
        await before.DrainAsync(Cancellation);
        Assert.Empty(vm.Guest.RunningProcesses());
        VCenter.PowerOn(vm);
        var after = await _server.AcceptAsync(Cancellation);
        Assert.Equal(before.ConnectorId, after.ConnectorId);
        Assert.Equal("one\n", (await after.RunAsync("hostname", Cancellation)).Output);
    }

    [Fact(Timeout = 60_000)]
    public async Task WhenTheNetworkIsCut_ThenTheConnectorComesBackAfterwards()
    {
        var vm = Add("one");
        await InstallAsync(vm);
        var before = await _server.AcceptAsync(Cancellation);
        vm.Guest.Network.Cut();
        await before.DrainAsync(Cancellation);
        vm.Guest.Network.Restore();
        var after = await _server.AcceptAsync(Cancellation);
        Assert.Equal(before.Hello.ProcessInstance, after.Hello.ProcessInstance);
    }

    [Fact(Timeout = 60_000)]
    public async Task WhenAMachineIsCloned_ThenTheCloneDoesNotConnect()
    {
        var vm = Add("one");
        await InstallAsync(vm);
        await _server.AcceptAsync(Cancellation);
        var clone = VCenter.Clone(vm, "two");
        Assert.Contains("/usr/local/intigua/vAgentManager/identity.pem", clone.Guest.ListFiles("/usr/local/intigua"));
        while (!StateOf(clone).Contains("NotThisMachine", StringComparison.OrdinalIgnoreCase))
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancellation);
        Assert.Equal(0, clone.Guest.Network.OpenConnections);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("arm64", InstallExitCodes.WrongArchitecture)]
    [InlineData("x64", InstallExitCodes.Success)]
    public async Task Install_OnAnArchitecture_EndsAsTheRunnerScriptDoes(string architecture, int exitCode)
    {
        var vm = Add("one", GuestProfile.Linux with { Architecture = architecture });
        Assert.Equal(exitCode, (await InstallAsync(vm)).ExitCode);
    }

    [Fact(Timeout = 60_000)]
    public async Task Install_IntoANoexecFolder_GoesElsewhereAndLeavesNothingThere()
    {
        var vm = Add("one", GuestProfile.Linux with { Mounts = [new MountOptions { Path = "/tmp", NoExec = true }] });
        var spool = await InstallAsync(vm);
        Assert.True(spool.ExitCode == InstallExitCodes.Success, spool.Output);
        Assert.Contains("Using /var/tmp/", spool.Output, StringComparison.Ordinal);
        Assert.Empty(vm.Guest.ListFiles("/var/tmp"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Install_OnAFullDisk_SaysSoAndLeavesNothing()
    {
        var vm = Add("one", GuestProfile.Linux with { DiskBytes = 1024 * 1024 });
        Assert.Equal(InstallExitCodes.DiskFull, (await InstallAsync(vm)).ExitCode);
        Assert.Empty(vm.Guest.ListFiles("/usr/local"));
        Assert.Empty(vm.Guest.ListFiles("/etc/rc5.d"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Install_FromATruncatedUpload_IsDamaged()
    {
        var vm = Add("one");
        VCenter.Rules.Add(new Simulator.Rules.Rule { Method = "GuestFilePut", TruncateUploadTo = 4000 });
        Assert.Equal(InstallExitCodes.Damaged, (await InstallAsync(vm)).ExitCode);
    }

    [Fact(Timeout = 60_000)]
    public async Task Install_AsAnOrdinaryAccount_IsNotPermitted() =>
        Assert.Equal(InstallExitCodes.NotPermitted, (await InstallAsync(Add("one"), new NamePasswordAuthentication("operator", "guest"))).ExitCode);

    [Fact(Timeout = 60_000)]
    public async Task Install_StartedTwice_RunsOnce()
    {
        var vm = Add("one");
        await UploadAsync(vm, Root);
        await Task.WhenAll(RunAsync(vm, "/bin/sh", $"{Work}/{InstallBundle.FileName}"), RunAsync(vm, "/bin/sh", $"{Work}/{InstallBundle.FileName}"));
        Assert.Single(_server.Enrolled);
    }

    private static string StateOf(VirtualMachine vm) =>
        vm.Guest.ReadFile("/usr/local/intigua/vAgentManager/state.json") is { } state ? System.Text.Encoding.UTF8.GetString(state) : "";

    private VirtualMachine Add(string name, GuestProfile? profile = null) =>
        VCenter.AddVirtualMachine(new VirtualMachineOptions { Name = name, Guest = profile ?? GuestProfile.Linux });

    private async Task<InstallSpool> InstallAsync(VirtualMachine vm, GuestAuthentication? auth = null)
    {
        await UploadAsync(vm, auth ?? Root);
        await RunAsync(vm, "/bin/sh", $"{Work}/{InstallBundle.FileName}", auth);
        return InstallSpool.Parse(vm.Guest.ReadFile($"{Work}/{InstallSpool.DoneMarker}"));
    }

    private async Task UploadAsync(VirtualMachine vm, GuestAuthentication auth)
    {
        var files = (await ManagersAsync()).FileManager;
        await files.MakeDirectoryInGuestAsync(Reference(vm), auth, Work, createParentDirectories: true, Cancellation);
        using var content = new MemoryStream(Program);
        var program = await PackedProgram.PackAsync(content, "linux-x64", Cancellation);
        var bundle = InstallBundle.Create(Guid.NewGuid(), program, _server.Settings());
        var attributes = new GuestPosixFileAttributes { Permissions = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute };
        var url = await files.InitiateFileTransferToGuestAsync(
            Reference(vm), auth, $"{Work}/{InstallBundle.FileName}", attributes, bundle.Length, overwrite: false, Cancellation);
        await using var upload = Assert.Single(bundle.Files).OpenRead();
        await Client.GuestFileTransfer.PutAsync(url, upload, bundle.Length, cancellationToken: Cancellation);
    }
}
