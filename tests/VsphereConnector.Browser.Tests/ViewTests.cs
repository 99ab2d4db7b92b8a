using System.Text.Json;
using Microsoft.Playwright;
using VsphereConnector.Browser.Tests.World;

namespace VsphereConnector.Browser.Tests;

/// <summary>Each view in each theme: nothing serious against its accessibility, and a picture to look at in artifacts/pictures.</summary>
public sealed class ViewTests(Chromium chromium, DemoFixture demo) : BrowserTest(chromium, demo)
{
    private protected override bool HasPassed => false;

    private const string WithConnector = "web-01", WithoutConnector = "web-04";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Demo.OnceAsync(PrepareAsync);
    }

    private async Task PrepareAsync()
    {
        await Demo.InstallAsync(WithConnector, "web-02", "app-01", "db-01");
        await Demo.SampleFleetAsync();
        await Demo.UploadAsync(PackageFiles.Agent("metrics"), PackageFiles.Agent("backup", "3.1.4"), PackageFiles.Of("curl_7.88.1-10_amd64.deb", "a patch"));
    }

    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    public async Task LoginPage_OfTheShell_IsAccessible(string theme)
    {
        await Page.EmulateMediaAsync(new() { ColorScheme = theme == "dark" ? ColorScheme.Dark : ColorScheme.Light });
        await Page.GotoAsync("/");
        await Page.GetByRole(AriaRole.Button).First.WaitForAsync();
        await LookAsync($"shell-login-{theme}");
    }

    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    public async Task ListAndMenu_OfTheShell_AreAccessible(string theme)
    {
        await EnterAsync(theme);
        await Shell.OpenMenuAsync([WithConnector, WithoutConnector]);
        await Shell.EntryAsync("Install connector…");
        await LookAsync($"shell-menu-{theme}");
    }

    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    public async Task Card_OfAVirtualMachine_IsAccessible(string theme)
    {
        await EnterAsync(theme);
        await Shell.ShowAsync(WithConnector);
        await Shell.SettleAsync(Shell.View);
        await LookAsync($"vm-summary-{theme}");
    }

    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    public async Task Tab_OfAVirtualMachine_IsAccessible(string theme)
    {
        await EnterAsync(theme);
        await Shell.ShowAsync(WithConnector, "monitor");
        await Shell.SettleAsync(Shell.View);
        await LookAsync($"vm-monitor-{theme}");
    }

    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    public async Task GlobalView_InEachOfItsTabs_IsAccessible(string theme)
    {
        await EnterAsync(theme);
        await Page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Button, new() { Name = "VsphereConnector" }).ClickAsync();
        await Shell.SettleAsync(Shell.View);
        var findings = new List<string>();
        foreach (var tab in await Shell.View.GetByRole(AriaRole.Tab).AllAsync())
        {
            await tab.ClickAsync();
            await Shell.SettleAsync(Shell.View);
            findings.AddRange(await PictureAsync($"global-{FileName(await tab.InnerTextAsync())}-{theme}"));
        }

        Accept(findings);
    }

    /// <summary>Whatever the manifest puts into the menu, also what is not there yet today.</summary>
    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    public async Task Dialogs_OfAllActions_AreAccessible(string theme)
    {
        await EnterAsync(theme);
        var findings = new List<string>();
        foreach (var label in await LabelsAsync())
        {
            await Shell.OpenMenuAsync(label.StartsWith("Install connector", StringComparison.Ordinal) ? WithoutConnector : WithConnector);
            await Shell.ChooseAsync(label);
            await Shell.SettleAsync(Shell.Dialog);
            findings.AddRange(await PictureAsync($"dialog-{FileName(label)}-{theme}"));
            await Shell.CloseDialogAsync();
        }

        Accept(findings);
    }

    private async Task EnterAsync(string theme)
    {
        await Shell.EnterAsync();
        if (theme == "dark")
        {
            await Shell.UseThemeAsync(theme);
        }
    }

    private async Task LookAsync(string name) => Accept(await PictureAsync(name));

    private static void Accept(IReadOnlyCollection<string> findings) => Assert.True(findings.Count == 0, string.Join('\n', findings));

    private async Task<IReadOnlyList<string>> PictureAsync(string name)
    {
        await Page.ScreenshotAsync(new() { Path = RepositoryFiles.Picture($"{name}.png"), Animations = ScreenshotAnimations.Disabled });
        return await Accessibility.FindSeriousAsync(Page, Cancel);
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
