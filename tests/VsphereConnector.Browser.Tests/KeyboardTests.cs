using Microsoft.Playwright;
using VsphereConnector.Browser.Tests.World;

namespace VsphereConnector.Browser.Tests;

/// <summary>Everything can be done by the keyboard alone.</summary>
public sealed class KeyboardTests(Chromium chromium, DemoFixture demo) : BrowserTest(chromium, demo)
{
    private const int MostKeys = 80;

    private const string IsFocused = "element => element === document.activeElement";

    [Fact]
    public async Task WhenOnlyKeysArePressed_ThenAConnectorIsInstalledFromTheMenu()
    {
        await Shell.EnterAsync();
        await Shell.ShowAsync("ntp-01");
        await Page.Locator("main").GetByRole(AriaRole.Button, new() { Name = "Actions" }).FocusAsync();
        await Page.Keyboard.PressAsync("Enter");
        await ReachAsync(await Shell.EntryAsync("Install connector…"), "ArrowDown");
        await Page.Keyboard.PressAsync("Enter");
        await Shell.SettleAsync(Shell.Dialog);
        await Shell.Dialog.Locator("body").PressAsync("Tab");
        await ReachAsync(Shell.Dialog.GetByRole(AriaRole.Button, new() { Name = "Install", Exact = true }), "Tab");
        await Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(Shell.Dialog.GetByRole(AriaRole.Row).Filter(new() { HasText = "ntp-01" }).First).ToContainTextAsync("Succeeded");
    }

    [Fact]
    public async Task WhenOnlyKeysArePressed_ThenTabsAndTheMenuOfChosenMachinesAreReached()
    {
        await Shell.EnterAsync();
        await Shell.ShowGlobalAsync();
        await Shell.SettleAsync(Shell.View);
        await Shell.View.GetByRole(AriaRole.Tab, new() { Name = "Overview" }).PressAsync("ArrowRight");
        await Shell.View.GetByRole(AriaRole.Checkbox, new() { Name = "Choose app-01" }).PressAsync("Space");
        var actions = Shell.View.GetByRole(AriaRole.Button, new() { Name = "Actions" });
        await actions.PressAsync("Enter");
        await Assertions.Expect(Shell.View.GetByRole(AriaRole.Menuitem, new() { Name = "Install connector…", Exact = true })).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("End");
        await Assertions.Expect(Shell.View.GetByRole(AriaRole.Menuitem, new() { Name = "Retrieve logs…" })).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(Shell.View.GetByRole(AriaRole.Menu)).ToHaveCountAsync(0);
        await Assertions.Expect(actions).ToBeFocusedAsync();
    }

    private async Task ReachAsync(ILocator target, string key)
    {
        for (var pressed = 0; pressed < MostKeys; pressed++)
        {
            if (await target.EvaluateAsync<bool>(IsFocused))
            {
                return;
            }

            await Page.Keyboard.PressAsync(key);
        }

        Assert.Fail($"{key} does not lead there.");
    }
}
