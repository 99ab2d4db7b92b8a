using Microsoft.Playwright;
using VsphereConnector.Browser.Tests.World;

namespace VsphereConnector.Browser.Tests;

/// <summary>What can be done while operations are followed.</summary>
public sealed class ProgressTests(Chromium chromium, DemoFixture demo) : BrowserTest(chromium, demo)
{
    private static readonly string[] Machines = ["web-01", "web-02", "web-03"];

    private ILocator Summary => Shell.Dialog.GetByRole(AriaRole.Status).Filter(new() { HasText = "done" });

    [Fact]
    public async Task WhenOneIsCancelled_ThenTheOthersGoOnUntilAllAreCancelled()
    {
        await Demo.InstallAsync(Machines);
        await Shell.EnterAsync();
        await Shell.OpenMenuAsync(Machines);
        await Shell.ChooseAsync("Run task…");
        await Shell.Dialog.GetByLabel("Script", new() { Exact = true }).FillAsync("sleep 300");
        await PressAsync("Run");
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

    private Task PressAsync(string name) => Shell.Dialog.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();

    private ILocator Row(string virtualMachine) => Shell.Dialog.GetByRole(AriaRole.Row).Filter(new() { HasText = virtualMachine }).First;
}
