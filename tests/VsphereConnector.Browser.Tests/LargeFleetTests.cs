using System.Globalization;
using Microsoft.Playwright;
using VsphereConnector.Browser.Tests.World;
using VsphereConnector.Simulator.Inventory;

namespace VsphereConnector.Browser.Tests;

/// <summary>Ten thousand virtual machines: the server sorts, filters and cuts them into pages, and the browser holds one page.</summary>
public sealed class LargeFleetTests(Chromium chromium, DemoFixture demo) : BrowserTest(chromium, demo)
{
    private const int Added = 10_000, RowsOnAPage = 50;

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
        await Shell.EnterAsync();
        await Shell.ShowGlobalAsync();
        await Shell.View.GetByRole(AriaRole.Tab, new() { Name = "Virtual machines" }).ClickAsync();
        await Assertions.Expect(Range).ToContainTextAsync("1 – 50 of 10,0");
        await Assertions.Expect(Rows).ToHaveCountAsync(1 + RowsOnAPage);

        await Shell.View.GetByRole(AriaRole.Button, new() { Name = "Name" }).ClickAsync();
        await Assertions.Expect(Rows.Nth(1)).ToContainTextAsync("web-06");
        await Shell.View.GetByRole(AriaRole.Button, new() { Name = "Next" }).ClickAsync();
        await Assertions.Expect(Range).ToContainTextAsync("51 – 100 of");
        await LookAsync("global-ten-thousand");

        await Shell.View.GetByLabel("Name contains").FillAsync("vm-09999");
        await Assertions.Expect(Range).ToHaveTextAsync("1 – 1 of 1");
        await Assertions.Expect(Rows.Nth(1)).ToContainTextAsync("vm-09999");
    }

    private void AddMachines()
    {
        var folder = Demo.World.VCenter.AddFolder("Fleet");
        for (var i = 1; i <= Added; i++)
        {
            Demo.World.VCenter.AddVirtualMachine(new VirtualMachineOptions { Name = string.Create(CultureInfo.InvariantCulture, $"vm-{i:00000}"), Folder = folder });
        }
    }
}
