using Microsoft.Playwright;
using VsphereConnector.Browser.Tests.World;
using VsphereConnector.Demo;

namespace VsphereConnector.Browser.Tests;

/// <summary>Connectors are installed from the context menu.</summary>
public sealed class InstallTests(Chromium chromium, DemoFixture demo) : BrowserTest(chromium, demo)
{
    private const string Install = "Install connector…";

    private static readonly string[] Twenty =
    [
        "web-01", "web-02", "web-03", "web-04", "web-05", "web-06", "proxy-01", "proxy-02", "app-01", "app-02",
        "app-03", "app-04", "api-gateway-01", "queue-01", "queue-02", "db-01", "db-02", "db-replica-01", "cache-01", "cache-02",
    ];

    private ILocator Submit => Shell.Dialog.GetByRole(AriaRole.Button, new() { Name = "Install", Exact = true });

    private ILocator Summary => Shell.Dialog.GetByRole(AriaRole.Status).Filter(new() { HasText = "done" });

    [Fact]
    public async Task WhenOneMachineIsChosen_ThenItIsFollowedToSuccess()
    {
        await Shell.EnterAsync();
        await Shell.OpenMenuAsync("dns-01");
        await Shell.ChooseAsync(Install);
        await Submit.ClickAsync();
        await Assertions.Expect(Row("dns-01")).ToContainTextAsync("Succeeded");
        await Shell.CloseDialogAsync();
        await Assertions.Expect(Page.Locator("dialog")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task WhenTwentyMachinesAreChosen_ThenAllAreFollowedToSuccess()
    {
        await Shell.EnterAsync();
        await Shell.OpenMenuAsync(Twenty);
        await Shell.ChooseAsync(Install);
        await Submit.ClickAsync();
        await Assertions.Expect(Summary).ToContainTextAsync("20 of 20 done");
        await Assertions.Expect(Summary).Not.ToContainTextAsync("failed");
        await Assertions.Expect(Shell.Dialog.GetByText("Succeeded", new() { Exact = true })).ToHaveCountAsync(20);
    }

    [Fact]
    public async Task WhenAMachineFails_ThenItsReasonIsShownAndItCanBeRetriedWithAnotherLogon()
    {
        await Shell.EnterAsync();
        await Shell.OpenMenuAsync(["mail-01", "jump-01"]);
        await Shell.ChooseAsync(Install);
        await Submit.ClickAsync();
        await Assertions.Expect(Summary).ToContainTextAsync("2 of 2 done · 1 failed");
        await Assertions.Expect(Row("jump-01")).ToContainTextAsync("Failed");
        await Assertions.Expect(Row("jump-01")).ToContainTextAsync("password");

        await Shell.Dialog.GetByRole(AriaRole.Button, new() { Name = "Retry the failed one" }).ClickAsync();
        await Shell.Dialog.GetByLabel("Logon", new() { Exact = true }).SelectOptionAsync(DemoWorld.OtherGuestLogon);
        await Submit.ClickAsync();
        await Assertions.Expect(Summary).ToContainTextAsync("1 of 1 done");
        await Assertions.Expect(Row("jump-01")).ToContainTextAsync("Succeeded");
    }

    [Fact]
    public async Task WhenMachinesCannotBeInstalled_ThenTheDialogSaysWhyAndWhatToDo()
    {
        await Shell.EnterAsync();
        await Shell.OpenMenuAsync(["monitoring-01", "licences-01", "test-web-01"]);
        await Shell.ChooseAsync(Install);
        await Assertions.Expect(Row("monitoring-01")).ToContainTextAsync("Ready");
        await Assertions.Expect(Row("licences-01")).ToContainTextAsync("Blocked");
        await Assertions.Expect(Row("licences-01")).ToContainTextAsync("VMware Tools");
        await Assertions.Expect(Row("test-web-01")).ToContainTextAsync("Blocked");
    }

    private ILocator Row(string virtualMachine) =>
        Shell.Dialog.GetByRole(AriaRole.Row).Filter(new() { HasText = virtualMachine }).First;
}
