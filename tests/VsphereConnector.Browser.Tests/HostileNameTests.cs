using System.Text.Json;
using Microsoft.Playwright;
using VsphereConnector.Browser.Tests.World;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Api;
using VsphereConnector.Simulator.Inventory;

namespace VsphereConnector.Browser.Tests;

/// <summary>Names and output that hold markup, and names that are long, are text in each view.</summary>
public sealed class HostileNameTests(Chromium chromium, DemoFixture demo) : BrowserTest(chromium, demo)
{
    private const string Hostile = "<img src=x onerror=alert(1)>";

    private const string Long = "a-name-that-goes-on-and-on-without-any-place-to-break-it-until-it-is-eighty-long";

    private const string MarkupInIt = "() => document.querySelectorAll('[onerror], img[src=x]').length";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Demo.OnceAsync(PrepareAsync);
        Page.Dialog += (_, dialog) => Assert.Fail($"A script ran: {dialog.Message}");
        await Shell.EnterAsync();
    }

    [Fact]
    public async Task CardAndTab_OfAMachineWithMarkupInItsName_ShowItAsText()
    {
        await Shell.ShowAsync(Hostile);
        await Shell.SettleAsync(Shell.View);
        await IsTextAsync();
        await Shell.ShowAsync(Hostile, "monitor");
        await Shell.View.GetByRole(AriaRole.Button, new() { Name = "Run task", Exact = true }).First.ClickAsync();
        await Assertions.Expect(Shell.View.GetByRole(AriaRole.Region, new() { Name = "Output" })).ToContainTextAsync(Hostile);
        await IsTextAsync();
        await LookAsync("hostile-vm-monitor");
    }

    [Fact]
    public async Task Dialog_OfAMachineWithMarkupInItsName_ShowsItAsTextFromTheFormToTheEnd()
    {
        await Shell.OpenMenuAsync([Hostile, Long]);
        await Shell.ChooseAsync("Run task…");
        await Assertions.Expect(Shell.Dialog.GetByText(Hostile)).ToBeVisibleAsync();
        await Shell.Dialog.GetByLabel("Script", new() { Exact = true }).FillAsync($"echo '{Hostile}'");
        await LookAsync("hostile-form");
        await Shell.Dialog.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        await Assertions.Expect(Shell.Dialog.GetByText("2 of 2 done")).ToBeVisibleAsync();
        await Assertions.Expect(Shell.Dialog.GetByText(Hostile).First).ToBeVisibleAsync();
        await IsTextAsync();
        await LookAsync("hostile-progress");
    }

    [Theory]
    [InlineData("Virtual machines")]
    [InlineData("Operations")]
    [InlineData("Endpoints")]
    [InlineData("Rules")]
    [InlineData("Packages")]
    [InlineData("Audit")]
    public async Task GlobalView_WhereNamesHoldMarkup_ShowsThemAsText(string tab)
    {
        await Shell.ShowGlobalAsync();
        await Shell.View.GetByRole(AriaRole.Tab, new() { Name = tab }).ClickAsync();
        await Assertions.Expect(Shell.View.GetByText(Hostile).First).ToBeAttachedAsync();
        await IsTextAsync();
        await LookAsync($"hostile-{tab.Replace(' ', '-').ToLowerInvariant()}");
    }

    private async Task PrepareAsync()
    {
        foreach (var name in new[] { Hostile, Long })
        {
            Demo.World.VCenter.AddVirtualMachine(new VirtualMachineOptions { Name = name });
        }

        await Demo.InstallAsync(Hostile, Long);
        await Demo.RunAsync(new SubmitOperation
        {
            Kind = nameof(OperationKind.RunTask),
            Target = new SubmitTarget { VirtualMachine = Hostile },
            Parameters = JsonSerializer.SerializeToElement(new { script = $"echo '{Hostile}'" }),
        });
        await Demo.UploadAsync(PackageFiles.Of(Hostile, "a patch"), PackageFiles.Of($"{Long}.deb", "a patch"));
        using var client = Demo.World.Client();
        foreach (var (name, port) in new[] { (Hostile, 22), (Long, 2222) })
        {
            await AddAsync(client, "endpoints", new { name, address = "192.0.2.7", port, operatingSystem = "Linux", driver = "Ssh" });
            await AddAsync(client, "rules", new { name, effect = "Ban", scope = new { names = new[] { name } } });
        }
    }

    private static Task AddAsync(Server.CommandLine.Client.ApiClient client, string path, object body) => client.PostAsync<JsonElement, JsonElement>(
        $"api/v1/{path}", JsonSerializer.SerializeToElement(body), Cancel);

    private async Task IsTextAsync()
    {
        foreach (var frame in Page.Frames)
        {
            Assert.Equal(0, await frame.EvaluateAsync<int>(MarkupInIt));
        }
    }
}
