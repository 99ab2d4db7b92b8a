using Microsoft.Playwright;
using VsphereConnector.Browser.Tests.World;

namespace VsphereConnector.Browser.Tests;

/// <summary>What the context menu offers depends on the machines that it is opened on.</summary>
public sealed class MenuTests(Chromium chromium, DemoFixture demo) : BrowserTest(chromium, demo)
{
    private const string Install = "Install connector…", WithConnector = "web-01", WithoutConnector = "web-02", PoweredOff = "test-web-01";

    private static readonly string[] OfAConnector =
    [
        "Upgrade connector…", "Uninstall connector…", "Run task…", "Connector status now", "Start or stop agents…", "Install or uninstall agents…",
        "Install or uninstall patches…", "Change configuration…", "Retrieve logs…",
    ];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Demo.OnceAsync(() => Demo.InstallAsync(WithConnector));
    }

    [Fact]
    public async Task WhenAMachineHasNoConnector_ThenOnlyInstallingIsOffered()
    {
        await Shell.EnterAsync();
        await Shell.OpenMenuAsync(WithoutConnector);
        await IsOfferedAsync(Install, offered: true);
        foreach (var label in OfAConnector)
        {
            await IsOfferedAsync(label, offered: false);
        }

        await LookAsync("menu-without-connector", ofShell: true);
    }

    [Fact]
    public async Task WhenAMachineHasAConnector_ThenItsWorkIsOffered()
    {
        await Shell.EnterAsync();
        await Shell.OpenMenuAsync(WithConnector);
        foreach (var label in OfAConnector)
        {
            await IsOfferedAsync(label, offered: true);
        }

        await IsOfferedAsync(Install, offered: false);
    }

    [Fact]
    public async Task WhenAMachineIsPoweredOff_ThenNothingIsOffered()
    {
        await Shell.EnterAsync();
        await Shell.OpenMenuAsync(PoweredOff);
        foreach (var label in OfAConnector.Prepend(Install))
        {
            await IsOfferedAsync(label, offered: false);
        }
    }

    private async Task IsOfferedAsync(string label, bool offered)
    {
        var entry = Assertions.Expect(await Shell.EntryAsync(label));
        await (offered ? entry.Not : entry).ToHaveAttributeAsync("aria-disabled", "true");
    }
}
