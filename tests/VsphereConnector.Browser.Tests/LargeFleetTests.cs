using System.Globalization;
using Microsoft.Playwright;
using VsphereConnector.Browser.Tests.World;
using VsphereConnector.Simulator.Inventory;

namespace VsphereConnector.Browser.Tests;

/// <summary>Ten thousand virtual machines: the server sorts, filters and cuts them into pages, and the browser holds one page.</summary>
public sealed class LargeFleetTests(Chromium chromium, DemoFixture demo) : BrowserTest(chromium, demo)
{
    private const int Added = 10_000, RowsOnAPage = 50;

    private const string SlowestFrameWhileScrolling = """
        async () => {
            const nextFrame = () => new Promise(resolve => requestAnimationFrame(resolve));
            let slowest = 0;
            let before = await nextFrame();
            for (let step = 0; step < 60; step++) {
                scrollBy(0, step < 30 ? 60 : -60);
                const now = await nextFrame();
                slowest = Math.max(slowest, now - before);
                before = now;
            }
            return slowest;
        }
        """;

    private ILocator Rows => Shell.View.GetByRole(AriaRole.Table, new() { Name = "Virtual machines" }).GetByRole(AriaRole.Row);

    private ILocator Range => Shell.View.GetByRole(AriaRole.Navigation, new() { Name = "Pages" }).GetByRole(AriaRole.Status);

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Demo.OnceAsync(() => Task.Run(AddMachines, Cancel));
    }

    [Fact]
    public async Task WhenThereAreTenThousandMachines_ThenTheyArePagedSortedAndFilteredByTheServer()
    {
        await OpenMachinesAsync();
        await Assertions.Expect(Range).ToContainTextAsync("1 – 50 of 10,0");

        await Shell.View.GetByRole(AriaRole.Button, new() { Name = "Name" }).ClickAsync();
        await Assertions.Expect(Rows.Nth(1)).ToContainTextAsync("web-06");
        await Shell.View.GetByRole(AriaRole.Button, new() { Name = "Next" }).ClickAsync();
        await Assertions.Expect(Range).ToContainTextAsync("51 – 100 of");
        await LookAsync("global-ten-thousand");

        await Shell.View.GetByLabel("Name contains").FillAsync("vm-09999");
        await Assertions.Expect(Range).ToHaveTextAsync("1 – 1 of 1");
        await Assertions.Expect(Rows.Nth(1)).ToContainTextAsync("vm-09999");
    }

    [Fact]
    public async Task WhenPagesAreTurned_ThenTheBrowserHoldsOneOfThem()
    {
        await OpenMachinesAsync();
        var view = Page.Frames.Single(frame => frame != Page.MainFrame);
        var first = await CountElementsAsync(view);
        var turned = new List<double>();
        for (var page = 2; page <= 21; page++)
        {
            var begun = TimeProvider.System.GetTimestamp();
            await Shell.View.GetByRole(AriaRole.Button, new() { Name = "Next" }).ClickAsync();
            await Assertions.Expect(Range).ToContainTextAsync(string.Create(CultureInfo.InvariantCulture, $"{((page - 1) * RowsOnAPage) + 1:N0} –"));
            turned.Add(TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds);
        }

        Assert.InRange(await CountElementsAsync(view), 1, first + 10);
        var slowFrame = await view.EvaluateAsync<double>(SlowestFrameWhileScrolling);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"A page is turned in {turned.Order().ElementAt(turned.Count / 2):0} ms (median of {turned.Count}); scrolled through, the slowest frame took {slowFrame:0} ms."));
    }

    [Fact]
    public async Task WhenFiftyMachinesAreChosen_ThenTheDialogChecksAllOfThem()
    {
        await OpenMachinesAsync();
        await Shell.View.GetByRole(AriaRole.Checkbox, new() { Name = "All virtual machines of this page" }).CheckAsync();
        await Shell.View.GetByRole(AriaRole.Button, new() { Name = "Actions" }).ClickAsync();
        await Shell.View.GetByRole(AriaRole.Menuitem, new() { Name = "Install connector…", Exact = true }).ClickAsync();
        await Assertions.Expect(Shell.Dialog.GetByText("5 blocked virtual machines are left out")).ToBeVisibleAsync();
        await Assertions.Expect(Shell.Dialog.GetByText("Install on 45 virtual machines")).ToBeVisibleAsync();
        await LookAsync("install-fifty");
    }

    [Fact]
    public async Task WhenAFolderHoldsTenThousandMachines_ThenTheDialogSaysHowManyItTakes()
    {
        await Shell.EnterAsync();
        await Page.GetByRole(AriaRole.Treeitem, new() { Name = "Fleet", Exact = true }).Locator(".tree-row").ClickAsync(new() { Button = MouseButton.Right });
        await Shell.ChooseAsync("Install connector…");
        await Assertions.Expect(Shell.Dialog.GetByText("Install on 1,000 virtual machines")).ToBeVisibleAsync();
        await Assertions.Expect(Shell.Dialog.GetByRole(AriaRole.Status).Filter(new() { HasText = "1,000" }).First).ToBeVisibleAsync();
        await LookAsync("install-ten-thousand");
    }

    private async Task OpenMachinesAsync()
    {
        await Shell.EnterAsync();
        await Shell.ShowGlobalAsync();
        await Shell.View.GetByRole(AriaRole.Tab, new() { Name = "Virtual machines" }).ClickAsync();
        await Assertions.Expect(Rows).ToHaveCountAsync(1 + RowsOnAPage);
    }

    private static Task<int> CountElementsAsync(IFrame frame) => frame.EvaluateAsync<int>("() => document.querySelectorAll('*').length");

    private void AddMachines()
    {
        var folder = Demo.World.VCenter.AddFolder("Fleet");
        for (var i = 1; i <= Added; i++)
        {
            Demo.World.VCenter.AddVirtualMachine(new VirtualMachineOptions { Name = string.Create(CultureInfo.InvariantCulture, $"vm-{i:00000}"), Folder = folder });
        }
    }
}
