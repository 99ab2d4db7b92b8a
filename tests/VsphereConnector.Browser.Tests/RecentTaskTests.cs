using Microsoft.Playwright;
using VsphereConnector.Browser.Tests.World;

namespace VsphereConnector.Browser.Tests;

/// <summary>Operations in vCenter's own Recent Tasks.</summary>
public sealed class RecentTaskTests(Chromium chromium, DemoFixture demo) : BrowserTest(chromium, demo)
{
    [Fact]
    public async Task WhenATaskIsCancelledThere_ThenItsOperationEndsAndItNamesWhoAskedForIt()
    {
        await Demo.InstallAsync("web-01");
        await Shell.EnterAsync();
        await Shell.OpenMenuAsync("web-01");
        await Shell.ChooseAsync("Run task…");
        await Shell.Dialog.GetByLabel("Script", new() { Exact = true }).FillAsync("sleep 300");
        await Shell.Dialog.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        await Assertions.Expect(Shell.Dialog.GetByText("Running", new() { Exact = true })).ToBeVisibleAsync();
        await Shell.CloseDialogAsync();

        var task = Shell.Tasks.GetByRole(AriaRole.Row).Filter(new() { HasText = "Run task through connector" });
        await Assertions.Expect(task).ToContainTextAsync("VSPHERE.LOCAL\\Administrator");
        await task.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();

        await Assertions.Expect(task).ToContainTextAsync("Failed");
        await Shell.ShowAsync("web-01", "monitor");
        await Assertions.Expect(Shell.View.GetByRole(AriaRole.Row).Filter(new() { HasText = "Run task" })).ToContainTextAsync("Cancelled");
    }
}
