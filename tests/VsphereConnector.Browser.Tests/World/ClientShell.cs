using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace VsphereConnector.Browser.Tests.World;

/// <summary>The client shell as a user works with it.</summary>
internal sealed partial class ClientShell(IPage page, DemoFixture demo)
{
    public const string Administrator = "administrator@vsphere.local", Viewer = "viewer@vsphere.local";

    public ILocator Menu => page.GetByRole(AriaRole.Menu);

    /// <summary>The plug-in's page in the dialog that is open.</summary>
    public IFrameLocator Dialog => page.FrameLocator("dialog[open] iframe");

    /// <summary>The plug-in's page in the middle: a card, a tab or the global view.</summary>
    public IFrameLocator View => page.FrameLocator("main iframe");

    public ILocator Tasks => page.GetByRole(AriaRole.Region, new() { Name = "Recent Tasks" }).Last;

    public async Task EnterAsync(string user = Administrator)
    {
        await page.GotoAsync("/");
        await page.GetByRole(AriaRole.Button, new() { Name = user }).ClickAsync();
        await page.GetByRole(AriaRole.Tree).WaitForAsync();
    }

    /// <summary>Opens a tab of a virtual machine.</summary>
    public async Task ShowAsync(string virtualMachine, string tab = "summary")
    {
        await page.GotoAsync($"/#view=object&tab={tab}&object={Uri.EscapeDataString(demo.IdOf(virtualMachine))}");
        await page.GetByRole(AriaRole.Heading, new() { Name = virtualMachine, Exact = true }).WaitForAsync();
    }

    /// <summary>Opens the menu on one virtual machine.</summary>
    public async Task OpenMenuAsync(string virtualMachine)
    {
        await ShowAsync(virtualMachine);
        await page.Locator("main").GetByRole(AriaRole.Button, new() { Name = "Actions" }).ClickAsync();
        await Menu.WaitForAsync();
    }

    /// <summary>Selects virtual machines in the list of all, and opens the menu on them.</summary>
    public async Task OpenMenuAsync(IReadOnlyCollection<string> virtualMachines)
    {
        await page.GetByRole(AriaRole.Treeitem, new() { Name = "Simulated vCenter" }).Locator(".tree-row").First.ClickAsync();
        await page.GetByRole(AriaRole.Tab, new() { Name = "Summary", Selected = true }).WaitForAsync();
        await page.GetByRole(AriaRole.Tab, new() { Name = "VMs (" }).ClickAsync();
        await SelectAsync(virtualMachines);
        var checkbox = page.GetByRole(AriaRole.Checkbox, new() { Name = $"Select {virtualMachines.Last()}", Exact = true });
        await page.GetByRole(AriaRole.Row).Filter(new() { Has = checkbox }).ClickAsync(new() { Button = MouseButton.Right });
        await Menu.WaitForAsync();
    }

    /// <summary>Selects virtual machines in the list that is shown.</summary>
    public async Task SelectAsync(IEnumerable<string> virtualMachines)
    {
        foreach (var name in virtualMachines)
        {
            await page.GetByRole(AriaRole.Checkbox, new() { Name = $"Select {name}", Exact = true }).CheckAsync();
        }
    }

    /// <summary>An entry of the menu, once the plug-in's server has said what it can do.</summary>
    public async Task<ILocator> EntryAsync(string label)
    {
        var entry = Menu.GetByRole(AriaRole.Menuitem, new() { Name = label, Exact = true });
        await Assertions.Expect(entry).Not.ToHaveAttributeAsync("aria-busy", "true");
        return entry;
    }

    public async Task ChooseAsync(string label) => await (await EntryAsync(label)).ClickAsync();

    /// <summary>Waits until something stands in a view and nothing in it says that it loads.</summary>
    public async Task SettleAsync(IFrameLocator view)
    {
        await Assertions.Expect(view.Locator("body")).ToContainTextAsync(Word());
        await Assertions.Expect(view.Locator(".loading")).ToHaveCountAsync(0);
    }

    public Task CloseDialogAsync() => page.Locator("dialog[open]").GetByRole(AriaRole.Button, new() { Name = "Close" }).First.ClickAsync();

    public Task UseThemeAsync(string theme) => page.GetByRole(AriaRole.Button, new() { Name = $"Use the {theme} theme" }).ClickAsync();

    /// <summary>Switches the theme also where a dialog is open, which a user cannot, and waits until the plug-in's pages follow.</summary>
    public async Task SwitchThemeAsync(string theme)
    {
        await page.Locator("button.theme").EvaluateAsync("button => button.click()");
        foreach (var frame in page.Frames.Where(frame => frame != page.MainFrame))
        {
            await frame.WaitForFunctionAsync("theme => document.documentElement.getAttribute('cds-theme') === theme", theme);
        }
    }

    /// <summary>Opens the plug-in's own place in the client.</summary>
    public Task ShowGlobalAsync() => page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Button, new() { Name = "VsphereConnector" }).ClickAsync();

    public Task UseLocaleAsync(string locale) => page.GetByLabel("Locale").SelectOptionAsync(locale);

    [GeneratedRegex(@"\w", RegexOptions.None, 1000)]
    private static partial Regex Word();
}
