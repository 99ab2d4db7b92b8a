using System.Xml.Linq;
using Microsoft.Playwright;
using VsphereConnector.Browser.Tests.World;

namespace VsphereConnector.Browser.Tests;

/// <summary>
/// Draws the README's pictures from the views themselves, into artifacts/pictures. Copy them to docs/pictures when the views have changed:
/// they are text, and show what a browser showed.
/// </summary>
public sealed class ReadmePictureTests(Chromium chromium, DemoFixture demo) : BrowserTest(chromium, demo)
{
    private static readonly string[] Machines = ["dns-01", "dns-02", "jump-01", "licences-01", "mail-01", "monitoring-01"];

    [Fact]
    public async Task WhenTheReadmesPicturesAreDrawn_ThenTheyHoldWhatTheViewsShow()
    {
        await Page.SetViewportSizeAsync(1180, 720);
        await Shell.EnterAsync();
        await Page.GetByRole(AriaRole.Treeitem, new() { Name = "Infrastructure", Exact = true }).Locator(".tree-row").ClickAsync();
        await Page.GetByRole(AriaRole.Tab, new() { Name = "VMs (" }).ClickAsync();
        await Shell.SelectAsync(Machines);
        await Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "dns-02" }).ClickAsync(new() { Button = MouseButton.Right });
        await Shell.EntryAsync("Install connector…");
        await DrawAsync("menu", "Install connector…", "jump-01");

        await Shell.ChooseAsync("Install connector…");
        var submit = Shell.Dialog.GetByRole(AriaRole.Button, new() { Name = "Install", Exact = true });
        await Assertions.Expect(submit).ToBeEnabledAsync();

        await submit.ClickAsync();
        await Assertions.Expect(Shell.Dialog.GetByRole(AriaRole.Status).Filter(new() { HasText = "5 of 5 done" })).ToBeVisibleAsync();
        await Assertions.Expect(Shell.Tasks.GetByText("Failed")).ToBeVisibleAsync();
        await DrawAsync("progress", "Succeeded", "Failed");
    }

    private async Task DrawAsync(string name, params string[] words)
    {
        var path = RepositoryFiles.Picture($"readme-{name}.svg");
        await Page.ScreenshotAsync(new() { Path = Path.ChangeExtension(path, ".png") });
        await VectorPicture.WriteAsync(Page, path, Cancel);
        var texts = XDocument.Load(path).Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value).ToList();
        Assert.All(words, word => Assert.Contains(texts, text => text.Contains(word, StringComparison.Ordinal)));
    }
}
