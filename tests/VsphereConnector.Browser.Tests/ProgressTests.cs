using Microsoft.Playwright;
using VsphereConnector.Browser.Tests.World;
using VsphereConnector.Simulator.Guests;
using VsphereConnector.Simulator.Inventory;

namespace VsphereConnector.Browser.Tests;

/// <summary>What can be done while operations are followed, and when some of them have failed.</summary>
public sealed class ProgressTests(Chromium chromium, DemoFixture demo) : BrowserTest(chromium, demo)
{
    private static readonly string[] Machines = ["web-01", "web-02", "web-03"];

    private ILocator Summary => Shell.Dialog.GetByRole(AriaRole.Status).Filter(new() { HasText = "done" });

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Demo.OnceAsync(() => Demo.InstallAsync(Machines));
    }

    [Fact]
    public async Task WhenOneIsCancelled_ThenTheOthersGoOnUntilAllAreCancelled()
    {
        await BeginAsync("sleep 300");
        await Assertions.Expect(Shell.Dialog.GetByText("Running", new() { Exact = true })).ToHaveCountAsync(3);

        await PressAsync("Cancel web-02");
        await Assertions.Expect(Summary).ToContainTextAsync("1 of 3 done · 1 cancelled");
        await Assertions.Expect(Row("web-02")).ToContainTextAsync("Cancelled");
        await Assertions.Expect(Row("web-01")).ToContainTextAsync("Running");
        await LookAsync("progress-cancelled");

        await PressAsync("Cancel all");
        await Assertions.Expect(Summary).ToContainTextAsync("3 of 3 done · 3 cancelled");
        await Assertions.Expect(Shell.Dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task WhenSeveralFail_ThenTheyAreRetriedTogether()
    {
        Demo.World.VCenter.AddVirtualMachine(new VirtualMachineOptions { Name = "log-archive-02", Guest = GuestProfile.Linux with { DiskBytes = 64 * 1024 } });
        await Shell.EnterAsync();
        await Shell.OpenMenuAsync(["dns-01", "log-archive-01", "log-archive-02"]);
        await Shell.ChooseAsync("Install connector…");
        await PressAsync("Install");
        await Assertions.Expect(Summary).ToContainTextAsync("3 of 3 done · 2 failed");

        await PressAsync("Retry the 2 failed ones");
        await Assertions.Expect(Shell.Dialog.GetByText("Install on 2 virtual machines")).ToBeVisibleAsync();
        await PressAsync("Install");
        await Assertions.Expect(Summary).ToContainTextAsync("2 of 2 done · 2 failed");
        await Assertions.Expect(Row("dns-01")).ToHaveCountAsync(0);
    }

    private async Task BeginAsync(string script)
    {
        await Shell.EnterAsync();
        await Shell.OpenMenuAsync(Machines);
        await Shell.ChooseAsync("Run task…");
        await Shell.Dialog.GetByLabel("Script", new() { Exact = true }).FillAsync(script);
        await PressAsync("Run");
    }

    private Task PressAsync(string name) => Shell.Dialog.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();

    private ILocator Row(string virtualMachine) => Shell.Dialog.GetByRole(AriaRole.Row).Filter(new() { HasText = virtualMachine }).First;
}
