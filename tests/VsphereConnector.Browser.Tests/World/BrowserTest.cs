using Microsoft.Playwright;

namespace VsphereConnector.Browser.Tests.World;

/// <summary>A test with a browser context of its own. A picture is kept of how it ended where it failed.</summary>
public abstract class BrowserTest(Chromium chromium, DemoFixture demo) : IClassFixture<DemoFixture>, IAsyncLifetime
{
    private static readonly bool WantsAll = Environment.GetEnvironmentVariable("VSPHERE_CONNECTOR_BROWSER") == "all";

    private readonly List<string> _errors = [];
    private IBrowserContext? _context;

    internal DemoFixture Demo => demo;

    internal ClientShell Shell { get; private set; } = null!;

    protected IPage Page { get; private set; } = null!;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Whether these tests were ever seen to pass; those that were not say so instead of failing.</summary>
    private protected virtual bool HasPassed => true;

    public virtual async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Chromium.Missing is not null, Chromium.Missing ?? "");
        Assert.SkipUnless(HasPassed || WantsAll, "This has not been seen to pass yet; VSPHERE_CONNECTOR_BROWSER=all runs it.");
        _context = await chromium.NewContextAsync(demo.Address);
        Page = await _context.NewPageAsync();
        Page.PageError += (_, error) => _errors.Add(error);
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

    private async Task TellAsync()
    {
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
        {
            await Page.ScreenshotAsync(new PageScreenshotOptions { Path = RepositoryFiles.Picture($"failed-{TestContext.Current.TestMethod!.MethodName}.png") });
            return;
        }

        Assert.Empty(_errors);
    }

    /// <summary>Errors of scripts and breaches of the security policy count; that a call was refused is often what a test is about.</summary>
    private void Note(IConsoleMessage message)
    {
        if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
        {
            _errors.Add($"{message.Text} ({message.Location})");
        }
    }
}
