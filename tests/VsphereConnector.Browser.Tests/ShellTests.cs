using Microsoft.Playwright;
using VsphereConnector.Browser.Tests.World;
using VsphereConnector.Simulator.Inventory;

namespace VsphereConnector.Browser.Tests;

/// <summary>The development host itself: what the tests of the plug-in rely on.</summary>
public sealed class ShellTests(Chromium chromium, DemoFixture demo) : BrowserTest(chromium, demo)
{
    private const string Hostile = "<img src=x onerror=alert(1)>";

    [Fact]
    public async Task WhenTheTreeIsUsedByKeyboard_ThenItOpensAndShowsAMachine()
    {
        await Shell.EnterAsync();
        await Page.GetByRole(AriaRole.Treeitem, new() { Name = "Infrastructure", Exact = true }).FocusAsync();
        await Page.Keyboard.PressAsync("ArrowRight");
        await Page.Keyboard.PressAsync("ArrowDown");
        await Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "ad-01", Exact = true })).ToBeVisibleAsync();
        await Page.Keyboard.PressAsync("Shift+F10");
        await Assertions.Expect(Shell.Menu).ToBeVisibleAsync();
        await Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(Shell.Menu).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task WhenANameHoldsMarkup_ThenItIsShownAsText()
    {
        Demo.World.VCenter.AddVirtualMachine(new VirtualMachineOptions { Name = Hostile });
        await Shell.EnterAsync();
        await Shell.ShowAsync(Hostile);
        await Assertions.Expect(Page.Locator("img")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task WhenAMachineIsPoweredOff_ThenRecentTasksShowItAndTheTreeFollows()
    {
        await Shell.EnterAsync();
        await Shell.OpenMenuAsync("ntp-01");
        await Shell.ChooseAsync("Power off");
        await Assertions.Expect(Shell.Tasks.GetByRole(AriaRole.Row).Filter(new() { HasText = "ntp-01" })).ToContainTextAsync("Completed");
        await Assertions.Expect(Page.GetByRole(AriaRole.Treeitem, new() { Name = "ntp-01" }).Locator(".state")).ToHaveClassAsync("state poweredOff");
    }

    [Fact]
    public async Task WhenAnotherSiteCalls_ThenItIsRefused()
    {
        using var http = new HttpClient { BaseAddress = Demo.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/shell/users");
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, (await http.SendAsync(request, Cancel)).StatusCode);
        using var rebound = new HttpRequestMessage(HttpMethod.Get, "/shell/users") { Headers = { Host = "evil.example" } };
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, (await http.SendAsync(rebound, Cancel)).StatusCode);
        using var link = new HttpRequestMessage(HttpMethod.Get, "/");
        link.Headers.Add("Sec-Fetch-Site", "cross-site");
        Assert.Equal(System.Net.HttpStatusCode.OK, (await http.SendAsync(link, Cancel)).StatusCode);
    }

    [Fact]
    public async Task WhenSomebodyHasNotEntered_ThenThePluginIsNotForwarded()
    {
        using var http = new HttpClient { BaseAddress = Demo.Address };
        var answer = await http.GetAsync($"/plugins/com.vsphereconnector.plugin~0.0.0~1/127.0.0.1-{Demo.World.Api.Port}/plugin/plugin.json", Cancel);
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, answer.StatusCode);
    }
}
