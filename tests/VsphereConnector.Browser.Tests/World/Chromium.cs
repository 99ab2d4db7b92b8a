using Microsoft.Playwright;
using VsphereConnector.Browser.Tests.World;

[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: AssemblyFixture(typeof(Chromium))]

namespace VsphereConnector.Browser.Tests.World;

/// <summary>One browser for all tests; each test has a context of its own in it.</summary>
public sealed class Chromium : IAsyncLifetime
{
    /// <summary>A machine with two busy cores is slow: whatever is waited for is waited for this long, in milliseconds.</summary>
    public const float Patience = 60_000;

    private const string Program = "/usr/bin/chromium";

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Why there can be no browser test here, or null.</summary>
    public static string? Missing { get; } = FindMissing();

    public async ValueTask InitializeAsync()
    {
        if (Missing is not null)
        {
            return;
        }

        Assertions.SetDefaultExpectTimeout(Patience);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Program,
            Timeout = Patience,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    internal async Task<IBrowserContext> NewContextAsync(Uri address)
    {
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = address.ToString(),
            ViewportSize = new ViewportSize { Width = 1440, Height = 900 },
            ColorScheme = ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(Patience);
        context.SetDefaultNavigationTimeout(Patience);
        return context;
    }

    private static string? FindMissing() => true switch
    {
        _ when !File.Exists(Program) => $"{Program} is not here (Debian: tests/VsphereConnector.Lab.Tests/install-packages.sh).",
        _ when !File.Exists(RepositoryFiles.Views) => "The views are not built: build with -p:BuildUserInterface=true, which needs Node.js.",
        _ when !File.Exists(RepositoryFiles.Axe) => $"{RepositoryFiles.Axe} is not here: npm ci in ui-extension.",
        _ => null,
    };
}
