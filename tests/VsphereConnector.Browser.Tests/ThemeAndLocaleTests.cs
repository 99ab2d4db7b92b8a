using Microsoft.Playwright;
using VsphereConnector.Browser.Tests.World;

namespace VsphereConnector.Browser.Tests;

/// <summary>The plug-in follows the client's theme and locale.</summary>
public sealed class ThemeAndLocaleTests(Chromium chromium, DemoFixture demo) : BrowserTest(chromium, demo)
{
    private const string BackgroundIsDark = """
        element => {
            const [red, green, blue] = getComputedStyle(element).backgroundColor.match(/\d+/g).map(Number);
            return red + green + blue < 3 * 110;
        }
        """;

    [Fact]
    public async Task WhenTheThemeChanges_ThenAnOpenViewChangesToo()
    {
        await Shell.EnterAsync();
        await Shell.ShowAsync("web-01", "monitor");
        await Shell.SettleAsync(Shell.View);
        var page = Shell.View.Locator("html");
        Assert.False(await page.EvaluateAsync<bool>(BackgroundIsDark));
        await Shell.UseThemeAsync("dark");
        await Assertions.Expect(page).ToHaveAttributeAsync("cds-theme", "dark");
        Assert.True(await page.EvaluateAsync<bool>(BackgroundIsDark));
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("ja-JP")]
    public async Task WhenTheLocaleChanges_ThenMenuAndViewsSpeakIt(string locale)
    {
        await Shell.EnterAsync();
        await Shell.OpenMenuAsync("web-01");
        var english = await Shell.Menu.GetByRole(AriaRole.Group).InnerTextAsync();
        await Page.Keyboard.PressAsync("Escape");
        await Shell.UseLocaleAsync(locale);
        await Shell.OpenMenuAsync("web-01");
        Assert.NotEqual(english, await Shell.Menu.GetByRole(AriaRole.Group).InnerTextAsync());
        await Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(Shell.View.Locator("html")).ToHaveAttributeAsync("lang", locale);
        await Shell.ShowGlobalAsync();
        await Shell.SettleAsync(Shell.View);
        await LookAsync($"global-overview-{locale}");
    }
}
