using System.Text.Json;
using Microsoft.Playwright;
using VsphereConnector.Browser.Tests.World;

namespace VsphereConnector.Browser.Tests;

/// <summary>Each view as it mostly is, in both themes: nothing serious against its accessibility, and a picture to look at in artifacts/pictures.</summary>
public sealed class ViewTests(Chromium chromium, DemoFixture demo) : BrowserTest(chromium, demo)
{
    private const string WithConnector = "web-01", WithoutConnector = "web-04";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Demo.OnceAsync(() => BusyFleet.PrepareAsync(Demo, WithConnector));
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task LoginPage_OfTheShell_IsAccessible(ColorScheme scheme)
    {
        await Page.EmulateMediaAsync(new() { ColorScheme = scheme });
        await Page.GotoAsync("/");
        await Page.GetByRole(AriaRole.Button).First.WaitForAsync();
        await TakePictureAsync($"shell-login-{scheme}".ToLowerInvariant());
        Assert.Empty(await Accessibility.FindSeriousAsync(Page.Frames));
    }

    [Fact]
    public async Task ListAndMenu_OfTheShell_AreAccessible()
    {
        await Shell.EnterAsync();
        await Shell.OpenMenuAsync([WithConnector, WithoutConnector]);
        await Shell.EntryAsync("Install connector…");
        await LookAsync("shell-menu", ofShell: true);
    }

    [Fact]
    public async Task CardAndTab_OfAVirtualMachine_AreAccessible()
    {
        await Shell.EnterAsync();
        await Shell.ShowAsync(WithoutConnector);
        await Shell.SettleAsync(Shell.View);
        await LookAsync("vm-summary-none");
        await Shell.ShowAsync(WithConnector);
        await Shell.SettleAsync(Shell.View);
        await LookAsync("vm-summary", ofShell: true);
        await Shell.ShowAsync(WithConnector, "monitor");
        await Shell.SettleAsync(Shell.View);
        await LookAsync("vm-monitor");
        await Shell.View.GetByRole(AriaRole.Button, new() { Name = "Install connector" }).First.ClickAsync();
        await Assertions.Expect(Shell.View.GetByText("The work folder is removed.")).ToBeVisibleAsync();
        await Shell.View.GetByText("Attempts").First.ScrollIntoViewIfNeededAsync();
        await LookAsync("vm-monitor-operation");
    }

    [Fact]
    public async Task GlobalView_InEachOfItsTabs_IsAccessible()
    {
        await Shell.EnterAsync();
        await Shell.ShowGlobalAsync();
        await Shell.SettleAsync(Shell.View);
        foreach (var tab in await Shell.View.GetByRole(AriaRole.Tab).AllAsync())
        {
            await tab.ClickAsync();
            await Shell.SettleAsync(Shell.View);
            await LookAsync($"global-{FileName(await tab.InnerTextAsync())}");
        }
    }

    [Theory]
    [InlineData("Endpoints", "Add machine")]
    [InlineData("Rules", "Add rule")]
    [InlineData("Credentials", "Add credential")]
    public async Task Forms_OfTheGlobalView_AreAccessible(string tab, string button)
    {
        await Shell.EnterAsync();
        await Shell.ShowGlobalAsync();
        await Shell.View.GetByRole(AriaRole.Tab, new() { Name = tab }).ClickAsync();
        await Shell.View.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        await Shell.View.GetByRole(AriaRole.Dialog).WaitForAsync();
        await Shell.SettleAsync(Shell.View);
        await LookAsync($"form-{FileName(button)}");
    }

    /// <summary>Whatever the manifest puts into the menu, also what is not there yet today.</summary>
    [Fact]
    public async Task Dialogs_OfAllActions_AreAccessible()
    {
        await Shell.EnterAsync();
        foreach (var label in await LabelsAsync())
        {
            await Shell.OpenMenuAsync(label.StartsWith("Install connector", StringComparison.Ordinal) ? WithoutConnector : WithConnector);
            await Shell.ChooseAsync(label);
            await Shell.SettleAsync(Shell.Dialog);
            await LookAsync($"dialog-{FileName(label)}");
            await Shell.CloseDialogAsync();
        }
    }

    [Fact]
    public async Task Install_OfMachinesWithObstacles_IsAccessibleFromItsFormToItsEnd()
    {
        await Shell.EnterAsync();
        await Shell.OpenMenuAsync(["monitoring-01", "licences-01", "test-web-01", "jump-01"]);
        await Shell.ChooseAsync("Install connector…");
        await Shell.SettleAsync(Shell.Dialog);
        await LookAsync("install-obstacles");
        await Shell.Dialog.GetByText("Options", new() { Exact = true }).ClickAsync();
        await Shell.Dialog.GetByLabel("Temporary folder").FillAsync("tmp");
        await Shell.Dialog.GetByLabel("Install again").ScrollIntoViewIfNeededAsync();
        await LookAsync("install-options");
        await Shell.Dialog.GetByLabel("Temporary folder").FillAsync("");
        await Shell.Dialog.GetByRole(AriaRole.Button, new() { Name = "Install", Exact = true }).ClickAsync();
        await Assertions.Expect(Shell.Dialog.GetByText("2 of 2 done")).ToBeVisibleAsync();
        await Shell.Dialog.GetByRole(AriaRole.Button, new() { Name = "jump-01" }).ClickAsync();
        await Shell.SettleAsync(Shell.Dialog);
        await LookAsync("install-progress");
    }

    [Fact]
    public async Task RunTask_AsAWorkflow_IsAccessible()
    {
        await Shell.EnterAsync();
        await Shell.OpenMenuAsync(WithConnector);
        await Shell.ChooseAsync("Run task…");
        await Shell.Dialog.GetByRole(AriaRole.Radio, new() { Name = "A workflow" }).CheckAsync();
        await Shell.Dialog.GetByRole(AriaRole.Button, new() { Name = "Add step" }).ClickAsync();
        await LookAsync("run-task-workflow");
    }

    private async Task<IReadOnlyList<string>> LabelsAsync()
    {
        var session = await Page.EvaluateAsync<JsonElement>("async () => (await fetch('/shell/session')).json()");
        var manifest = session.GetProperty("plugin").GetProperty("manifest");
        var texts = manifest.GetProperty("definitions").GetProperty("i18n").GetProperty("definitions");
        return
        [
            .. manifest.GetProperty("objects").GetProperty("VirtualMachine").GetProperty("menu").GetProperty("actions").EnumerateArray()
                .Select(action => texts.GetProperty(action.GetProperty("labelKey").GetString()!).GetProperty("en-US").GetString()!),
        ];
    }

    private static string FileName(string label) => string.Concat(label.Select(c => char.IsAsciiLetter(c) ? char.ToLowerInvariant(c) : '-')).Trim('-');
}
