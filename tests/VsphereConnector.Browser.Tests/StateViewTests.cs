using Microsoft.Playwright;
using VsphereConnector.Browser.Tests.World;

namespace VsphereConnector.Browser.Tests;

/// <summary>Views that have nothing to show yet, still load, or were refused, in both themes.</summary>
public sealed class StateViewTests(Chromium chromium, DemoFixture demo) : BrowserTest(chromium, demo)
{
    private const string Calls = "**/api/v1/**", Machine = "web-01";

    [Fact]
    public async Task WhenThereIsNothingYet_ThenEachTabSaysSo()
    {
        await Shell.EnterAsync();
        await Shell.ShowAsync(Machine, "monitor");
        await Assertions.Expect(Shell.View.GetByText("There are no operations.")).ToBeVisibleAsync();
        await LookAsync("empty-vm-monitor");
        await Shell.ShowGlobalAsync();
        foreach (var (tab, text) in new[]
        {
            ("Operations", "There are no operations."), ("Endpoints", "No machine has been registered"), ("Rules", "There are no rules."),
            ("Packages", "Nothing has been uploaded yet."), ("Rollouts", "There are no rollouts."),
        })
        {
            await Shell.View.GetByRole(AriaRole.Tab, new() { Name = tab }).ClickAsync();
            await Assertions.Expect(Shell.View.GetByText(text).First).ToBeVisibleAsync();
            await LookAsync($"empty-{tab.ToLowerInvariant()}");
        }
    }

    [Fact]
    public async Task WhenTheServerIsSlow_ThenViewsSayThatTheyLoad()
    {
        var held = new TaskCompletionSource();
        await Page.RouteAsync(Calls, async route =>
        {
            await held.Task;
            await route.ContinueAsync();
        });
        await Shell.EnterAsync();
        foreach (var (name, show) in Places())
        {
            await show();
            await Assertions.Expect(Shell.View.GetByText("Loading…").First).ToBeVisibleAsync();
            await LookAsync($"loading-{name}");
        }

        held.SetResult();
        await Assertions.Expect(Shell.View.GetByText("Loading…")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task WhenTheServerDoesNotAnswer_ThenViewsSaySoAndTryAgainWhenTold()
    {
        await Page.RouteAsync(Calls, route => route.AbortAsync());
        await Shell.EnterAsync();
        foreach (var (name, show) in Places())
        {
            await show();
            await Assertions.Expect(Shell.View.GetByText("The server of the plug-in does not answer.").First).ToBeVisibleAsync();
            await LookAsync($"failed-{name}");
        }

        await Page.UnrouteAsync(Calls);
        await Shell.View.GetByRole(AriaRole.Button, new() { Name = "Try again" }).First.ClickAsync();
        await Assertions.Expect(Shell.View.GetByText("The server of the plug-in does not answer.")).ToHaveCountAsync(0);
        await Assertions.Expect(Shell.View.GetByRole(AriaRole.Tab, new() { Name = "Overview" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task WhenTheSessionHasEnded_ThenViewsSaySoAndWhatToDo()
    {
        await Shell.EnterAsync(ClientShell.Viewer);
        await Page.RouteAsync(Calls, route => route.ContinueAsync(new()
        {
            Headers = route.Request.Headers.Where(header => header.Key != "vmware-api-session-id").Append(new("vmware-api-session-id", "ended-long-ago")),
        }));
        foreach (var (name, show) in Places())
        {
            await show();
            var message = Shell.View.GetByRole(AriaRole.Alert).First;
            await Assertions.Expect(message).ToContainTextAsync("vCenter does not accept the session");
            await Assertions.Expect(message).ToContainTextAsync("Reload the page in the vSphere Client");
            await LookAsync($"unauthorized-{name}");
        }
    }

    private IEnumerable<(string Name, Func<Task> Show)> Places() =>
    [
        ("vm-summary", () => Shell.ShowAsync(Machine)),
        ("vm-monitor", () => Shell.ShowAsync(Machine, "monitor")),
        ("global", Shell.ShowGlobalAsync),
    ];
}
