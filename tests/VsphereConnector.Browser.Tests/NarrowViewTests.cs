using Microsoft.Playwright;
using VsphereConnector.Browser.Tests.World;

namespace VsphereConnector.Browser.Tests;

/// <summary>Views in little room: nothing is cut off or has to be scrolled sideways for, but wide tables in their own frames.</summary>
public sealed class NarrowViewTests(Chromium chromium, DemoFixture demo) : BrowserTest(chromium, demo)
{
    private const string WithConnector = "web-01", WithoutConnector = "web-02";

    /// <summary>What is wider than its page, but for what may be scrolled by itself.</summary>
    private const string TooWide = """
        () => [...document.querySelectorAll('body *')]
            .filter(element => element.getBoundingClientRect().right > innerWidth + 1)
            .filter(element => !element.closest('.grid-scroll, .grid-frame, .tabs, pre, svg, .for-screen-readers'))
            .map(element => `${element.localName}.${element.className} ${element.textContent.slice(0, 40)}`)
        """;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Demo.OnceAsync(() => Demo.InstallAsync(WithConnector));
        await Shell.EnterAsync();
    }

    [Theory]
    [InlineData("Install connector…", WithoutConnector)]
    [InlineData("Upgrade connector…", WithConnector)]
    [InlineData("Uninstall connector…", WithConnector)]
    [InlineData("Run task…", WithConnector)]
    [InlineData("Connector status now", WithConnector)]
    [InlineData("Start or stop agents…", WithConnector)]
    [InlineData("Install or uninstall agents…", WithConnector)]
    [InlineData("Install or uninstall patches…", WithConnector)]
    [InlineData("Change configuration…", WithConnector)]
    [InlineData("Retrieve logs…", WithConnector)]
    public async Task Dialog_FourHundredPixelsWide_FitsIn(string label, string machine)
    {
        await Shell.OpenMenuAsync(machine);
        await Shell.ChooseAsync(label);
        await Shell.SettleAsync(Shell.Dialog);
        await Page.SetViewportSizeAsync(426, 800);
        await FitsAsync();
        await LookAsync($"narrow-{FileNameOf(label)}");
    }

    [Fact]
    public async Task Progress_FourHundredPixelsWide_FitsIn()
    {
        await Shell.OpenMenuAsync(["jump-01", "dns-01"]);
        await Shell.ChooseAsync("Install connector…");
        await Shell.Dialog.GetByRole(AriaRole.Button, new() { Name = "Install", Exact = true }).ClickAsync();
        await Assertions.Expect(Shell.Dialog.GetByText("2 of 2 done")).ToBeVisibleAsync();
        await Page.SetViewportSizeAsync(426, 800);
        await FitsAsync();
        await LookAsync("narrow-progress");
    }

    [Fact]
    public async Task CardTabAndGlobalView_InLittleRoom_FitIn()
    {
        await Page.SetViewportSizeAsync(760, 800);
        await Shell.ShowAsync(WithConnector);
        await Shell.SettleAsync(Shell.View);
        await FitsAsync();
        await LookAsync("narrow-vm-summary");
        await Shell.ShowAsync(WithConnector, "monitor");
        await Shell.SettleAsync(Shell.View);
        await FitsAsync();
        await LookAsync("narrow-vm-monitor");
        await Shell.ShowGlobalAsync();
        foreach (var tab in new[] { "Overview", "Virtual machines", "Operations", "Settings" })
        {
            await Shell.View.GetByRole(AriaRole.Tab, new() { Name = tab }).ClickAsync();
            await Shell.SettleAsync(Shell.View);
            await FitsAsync();
            await LookAsync($"narrow-global-{FileNameOf(tab)}");
        }
    }

    private async Task FitsAsync()
    {
        var frames = Page.Frames.Where(frame => frame != Page.MainFrame).ToList();
        Assert.NotEmpty(frames);
        foreach (var frame in frames)
        {
            Assert.Empty(await frame.EvaluateAsync<string[]>(TooWide));
        }
    }

    private static string FileNameOf(string label) => label.TrimEnd('…').Replace(' ', '-').ToLowerInvariant();
}
