using Microsoft.Playwright;

namespace VsphereConnector.Browser.Tests.World;

/// <summary>A test with a browser context of its own. A picture is kept of how it ended where it failed.</summary>
public abstract class BrowserTest(Chromium chromium, DemoFixture demo) : IClassFixture<DemoFixture>, IAsyncLifetime
{
    private readonly List<string> _faults = [];
    private IBrowserContext? _context;

    internal DemoFixture Demo => demo;

    internal ClientShell Shell { get; private set; } = null!;

    protected IPage Page { get; private set; } = null!;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public virtual async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Chromium.Missing is not null, Chromium.Missing ?? "");
        _context = await chromium.NewContextAsync(demo.Address);
        Page = await _context.NewPageAsync();
        Page.PageError += (_, error) => _faults.Add(error);
        Page.Console += (_, message) => Note(message);
        Shell = new ClientShell(Page, demo);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_context is null)
        {
            return;
        }

        try
        {
            await TellAsync();
        }
        finally
        {
            await _context.DisposeAsync();
        }
    }

    /// <summary>Looks at what is shown now in both themes: a picture of each in artifacts/pictures, and nothing serious against its accessibility.</summary>
    /// <param name="name">Of the pictures.</param>
    /// <param name="ofShell">Whether the page around the plug-in's is looked at as well.</param>
    private protected async Task LookAsync(string name, bool ofShell = false)
    {
        var frames = Page.Frames.Where(frame => ofShell || frame != Page.MainFrame).ToList();
        Assert.NotEmpty(frames);
        await TakePictureAsync($"{name}-light");
        _faults.AddRange(await Accessibility.FindSeriousAsync(frames));
        await Shell.SwitchThemeAsync("dark");
        await TakePictureAsync($"{name}-dark");
        _faults.AddRange(await Accessibility.FindSeriousAsync(frames, ["color-contrast"]));
        await Shell.SwitchThemeAsync("light");
    }

    private protected Task TakePictureAsync(string name) =>
        Page.ScreenshotAsync(new() { Path = RepositoryFiles.Picture($"{name}.png"), Animations = ScreenshotAnimations.Disabled });

    private async Task TellAsync()
    {
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
        {
            await Page.ScreenshotAsync(new PageScreenshotOptions { Path = RepositoryFiles.Picture($"failed-{TestContext.Current.TestMethod!.MethodName}.png") });
            return;
        }

        Assert.Empty(_faults);
    }

    /// <summary>Errors of scripts and breaches of the security policy count; that a call was refused is often what a test is about.</summary>
    private void Note(IConsoleMessage message)
    {
        if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
        {
            _faults.Add($"{message.Text} ({message.Location})");
        }
    }
}
