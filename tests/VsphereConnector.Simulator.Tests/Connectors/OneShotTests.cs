using System.Globalization;
using System.Text.Json;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Installation;
using VsphereConnector.Simulator.Guests;
using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Vim25.Guest;

namespace VsphereConnector.Simulator.Tests.Connectors;

/// <summary>The verb <c>once</c> in simulated Windows guests: who runs the installer, and that its service goes whatever happens.</summary>
public sealed class OneShotTests : InstalledConnectorTest
{
    private const string Folder = @"C:\Windows\Temp\vlink-run";

    private readonly Guid _run = Guid.NewGuid();

    [Fact(Timeout = 60_000)]
    public async Task Once_AsAnElevatedAdministrator_RunsTheInstallerAsLocalSystem()
    {
        var vm = Prepare();

        var running = OnceAsync(vm, "Administrator", "install", "--settings", $@"{Folder}\settings.json");
        await Server.AcceptAsync(Cancellation);
        var exitCode = await running;

        var end = EndOf(vm);
        Assert.Equal((0, 0, _run), (exitCode, end.ExitCode, end.RunId));
        Assert.Equal(@"NT AUTHORITY\SYSTEM", end.Account);
        Assert.Equal(@"NT AUTHORITY\SYSTEM", end.FindReport()?.Account);
        Assert.Contains("The logon of Administrator is elevated", end.Output, StringComparison.Ordinal);
        Assert.Equal(["vAgentManager"], ServicesOf(vm));
    }

    [Fact(Timeout = 60_000)]
    public async Task Once_WithoutElevation_SaysSoAndMakesNothing()
    {
        var vm = Prepare();

        var exitCode = await OnceAsync(vm, "operator", "install", "--settings", $@"{Folder}\settings.json");

        Assert.Equal(InstallExitCodes.NotPermitted, exitCode);
        Assert.Contains("is not elevated", EndOf(vm).Output, StringComparison.Ordinal);
        Assert.Empty(ServicesOf(vm));
        Assert.Empty(vm.Guest.ListFiles(@"C:\Program Files"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Once_WhenCancelled_TakesBackWhatWasMade()
    {
        var vm = Prepare(Server.Settings() with { ServerUrls = ["https://127.0.0.1:1"], EnrolmentTimeoutSeconds = 60 });

        var running = OnceAsync(vm, "Administrator", "install", "--settings", $@"{Folder}\settings.json");
        await UntilAsync(() => OutputOf(vm).Contains("Enrolling at", StringComparison.Ordinal));
        vm.Guest.WriteFile($@"{Folder}\{InstallSpool.CancelMarker}\now", [], UnixFileMode.UserRead);

        Assert.Equal(InstallExitCodes.Failed, await running);
        Assert.Contains("Everything that was made has been taken back.", EndOf(vm).Output, StringComparison.Ordinal);
        Assert.Empty(vm.Guest.ListFiles(@"C:\Program Files"));
        Assert.Empty(ServicesOf(vm));
    }

    [Fact(Timeout = 60_000)]
    public async Task Once_WhenTheProgramIsNotWhatWasSent_IsRefused()
    {
        var vm = Prepare();
        Assert.Equal(InstallExitCodes.Damaged, await OnceAsync(vm, "Administrator", ["--sha256", new string('0', 64)], "status"));
        Assert.Empty(ServicesOf(vm));
    }

    [Fact(Timeout = 60_000)]
    public async Task Once_WhenTheServiceDoesNotStart_SaysWhyAndLeavesNoService()
    {
        var vm = Prepare();
        vm.Guest.StartsServices = false;

        Assert.Equal(InstallExitCodes.Failed, await OnceAsync(vm, "Administrator", "install", "--settings", $@"{Folder}\settings.json"));

        Assert.Equal("Cannot start the service: it did not respond in a timely fashion (1053).", EndOf(vm).LastLine);
        Assert.Empty(ServicesOf(vm));
    }

    [Fact(Timeout = 60_000)]
    public async Task Once_WhenTheServiceCrashes_EndsAndLeavesNoService()
    {
        var vm = Prepare(Server.Settings() with { ServerUrls = ["https://127.0.0.1:1"], EnrolmentTimeoutSeconds = 60 });

        var running = OnceAsync(vm, "Administrator", "install", "--settings", $@"{Folder}\settings.json");
        await UntilAsync(() => OutputOf(vm).Contains("Enrolling at", StringComparison.Ordinal));
        vm.Guest.Processes.Running().Single(process => process.CommandLine.Contains("--service", StringComparison.Ordinal)).Kill();

        Assert.Equal(InstallExitCodes.Failed, await running);
        Assert.Contains("ended without saying how", EndOf(vm).Output, StringComparison.Ordinal);
        Assert.Empty(ServicesOf(vm));
    }

    private VirtualMachine Prepare(ConnectorSettings? settings = null)
    {
        var vm = VCenter.AddVirtualMachine(new VirtualMachineOptions { Name = "windows", Guest = GuestProfile.Windows });
        vm.Guest.Files.MakeDirectory(Folder, vm.Guest.Administrator, 0b111_111_111, parents: true);
        vm.Guest.WriteFile($@"{Folder}\vlink.exe", "the bytes of a program"u8, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.OtherExecute | UnixFileMode.OtherRead);
        vm.Guest.WriteFile(
            $@"{Folder}\settings.json", JsonSerializer.SerializeToUtf8Bytes(settings ?? Server.Settings(), ContractsJson.Default.ConnectorSettings), UnixFileMode.UserRead);
        return vm;
    }

    private Task<int> OnceAsync(VirtualMachine vm, string account, params string[] command) => OnceAsync(vm, account, [], command);

    private async Task<int> OnceAsync(VirtualMachine vm, string account, string[] options, params string[] command) => (await RunAsync(
        vm, $@"{Folder}\vlink.exe",
        string.Create(CultureInfo.InvariantCulture, $"once --folder {Folder} --run {_run:N} {string.Join(' ', options)} -- {string.Join(' ', command)}"),
        new NamePasswordAuthentication(account, "guest"))).ExitCode ?? -1;

    private static IEnumerable<string> ServicesOf(VirtualMachine vm) => vm.Guest.Services.Where(service => service.Value.Exists).Select(service => service.Key);

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancellation);
    }

    private static InstallSpool EndOf(VirtualMachine vm) => InstallSpool.Parse(vm.Guest.ReadFile($@"{Folder}\{InstallSpool.DoneMarker}"));

    private static string OutputOf(VirtualMachine vm) =>
        System.Text.Encoding.UTF8.GetString(vm.Guest.ReadFile($@"{Folder}\{InstallSpool.OutputFile}") ?? []);
}
