using Microsoft.Playwright;
using VsphereConnector.Browser.Tests.World;

namespace VsphereConnector.Browser.Tests;

/// <summary>The packages in the global view.</summary>
public sealed class PackageTests(Chromium chromium, DemoFixture demo) : BrowserTest(chromium, demo)
{
    [Fact]
    public async Task WhenAnAdministratorUploadsAPackage_ThenItIsListedAndCanBeRemoved()
    {
        await OpenAsync(ClientShell.Administrator);
        await Assertions.Expect(Shell.View.GetByText("Nothing has been uploaded yet.")).ToBeVisibleAsync();
        await Shell.View.Locator("input[type=file]").SetInputFilesAsync([PackageFiles.Agent("probe"), PackageFiles.Of("<b>curl</b>.deb", "a patch")]);
        await Assertions.Expect(Row("probe-1.0.zip")).ToContainTextAsync("Agent");
        await Assertions.Expect(Row("<b>curl</b>.deb")).ToContainTextAsync("Patch");

        await Shell.View.GetByRole(AriaRole.Button, new() { Name = "Remove probe-1.0.zip" }).ClickAsync();
        var question = Shell.View.GetByRole(AriaRole.Dialog, new() { Name = "Remove probe-1.0.zip?" });
        await question.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Assertions.Expect(question).ToHaveCountAsync(0);
        await Assertions.Expect(Row("probe-1.0.zip")).ToHaveCountAsync(1);
        await Shell.View.GetByRole(AriaRole.Button, new() { Name = "Remove probe-1.0.zip" }).ClickAsync();
        await question.GetByRole(AriaRole.Button, new() { Name = "Remove", Exact = true }).ClickAsync();
        await Assertions.Expect(Row("probe-1.0.zip")).ToHaveCountAsync(0);
        await Assertions.Expect(Row("<b>curl</b>.deb")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task WhenAUserMayOnlyView_ThenPackagesAreListedWithoutUpload()
    {
        await OpenAsync(ClientShell.Viewer);
        await Assertions.Expect(Shell.View.GetByText("Agents, patches, scripts")).ToBeVisibleAsync();
        await Assertions.Expect(Shell.View.Locator("input[type=file]")).ToHaveCountAsync(0);
    }

    private async Task OpenAsync(string user)
    {
        await Shell.EnterAsync(user);
        await Shell.ShowGlobalAsync();
        await Shell.View.GetByRole(AriaRole.Tab, new() { Name = "Packages" }).ClickAsync();
        await Shell.SettleAsync(Shell.View);
    }

    private ILocator Row(string name) => Shell.View.GetByRole(AriaRole.Row).Filter(new() { HasText = name });
}
