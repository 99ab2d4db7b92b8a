using Microsoft.Playwright;
using VsphereConnector.Browser.Tests.World;

namespace VsphereConnector.Browser.Tests;

/// <summary>Each operation of connectors, from the context menu to its end.</summary>
public sealed class OperationTests(Chromium chromium, DemoFixture demo) : BrowserTest(chromium, demo)
{
    private static readonly string[] Machines = ["web-01", "web-02"];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Demo.OnceAsync(() => Demo.InstallAsync("web-01", "web-02", "app-01", "db-01", "db-02", "cache-01"));
        await Shell.EnterAsync();
    }

    private ILocator Summary => Shell.Dialog.GetByRole(AriaRole.Status).Filter(new() { HasText = "done" });

    [Fact]
    public async Task WhenAnAgentIsUploadedInTheDialog_ThenItIsInstalledStoppedAndUninstalledByItsName()
    {
        await Shell.OpenMenuAsync(Machines);
        await Shell.ChooseAsync("Install or uninstall agents…");
        await UploadAsync(PackageFiles.Agent("probe"));
        await Assertions.Expect(Shell.Dialog.GetByLabel("Package of the agent")).ToContainTextAsync("probe-1.0.zip");
        await PressAsync("Install");
        await EndsAsync("2 of 2 done");
        await Assertions.Expect(Shell.Dialog.GetByText("Running", new() { Exact = true })).ToHaveCountAsync(2);
        await Shell.CloseDialogAsync();

        await Shell.OpenMenuAsync([.. Machines, "app-01"]);
        await Shell.ChooseAsync("Start or stop agents…");
        await Shell.Dialog.GetByRole(AriaRole.Radio, new() { Name = "Stop", Exact = true }).CheckAsync();
        await Shell.Dialog.GetByRole(AriaRole.Radio, new() { Name = "probe", Exact = true }).CheckAsync();
        await Assertions.Expect(Shell.Dialog.GetByText("Stop probe on 2 virtual machines.")).ToBeVisibleAsync();
        await PressAsync("Stop");
        await EndsAsync("2 of 2 done");
        await Assertions.Expect(Shell.Dialog.GetByText("Stopped", new() { Exact = true })).ToHaveCountAsync(2);
        await Shell.CloseDialogAsync();

        await Shell.OpenMenuAsync(Machines);
        await Shell.ChooseAsync("Install or uninstall agents…");
        await Shell.Dialog.GetByRole(AriaRole.Radio, new() { Name = "Uninstall", Exact = true }).CheckAsync();
        await Shell.Dialog.GetByRole(AriaRole.Radio, new() { Name = "probe", Exact = true }).CheckAsync();
        await PressAsync("Uninstall");
        await EndsAsync("2 of 2 done");
        await Assertions.Expect(Shell.Dialog.GetByText("Not installed", new() { Exact = true })).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task WhenAConfigurationIsChanged_ThenWhatItWasAndWhatItIsAreShown()
    {
        await Shell.OpenMenuAsync("db-01");
        await Shell.ChooseAsync("Change configuration…");
        var level = Shell.Dialog.GetByRole(AriaRole.Group, new() { Name = "Log level" });
        await level.GetByRole(AriaRole.Combobox).First.SelectOptionAsync("Change to");
        await level.GetByRole(AriaRole.Combobox).Last.SelectOptionAsync("Debug");
        var pings = Shell.Dialog.GetByRole(AriaRole.Group, new() { Name = "Seconds between pings" });
        await pings.GetByRole(AriaRole.Combobox).SelectOptionAsync("Change to");
        await pings.GetByRole(AriaRole.Textbox).FillAsync("4");
        await Assertions.Expect(Shell.Dialog.GetByText("A value is missing or not one that can be.")).ToBeVisibleAsync();
        await pings.GetByRole(AriaRole.Textbox).FillAsync("30");
        await PressAsync("Change");
        await EndsAsync("1 of 1 done");
        await Assertions.Expect(Cells("Log level")).ToContainTextAsync("Info");
        await Assertions.Expect(Cells("Log level")).ToContainTextAsync("Debug");
        await Assertions.Expect(Cells("Seconds between pings")).ToContainTextAsync("30");
    }

    [Fact]
    public async Task WhenAWorkflowHasASecret_ThenItsStepsAreShownAndTheSecretIsNot()
    {
        await Shell.OpenMenuAsync("db-02");
        await Shell.ChooseAsync("Run task…");
        await Shell.Dialog.GetByRole(AriaRole.Radio, new() { Name = "A workflow" }).CheckAsync();
        await Step(1).GetByLabel("Script", new() { Exact = true }).FillAsync("echo token $TOKEN\nexit 3");
        await Step(1).GetByText("Options").ClickAsync();
        await Step(1).GetByLabel("Exit codes that mean success").FillAsync("0, 3");
        await Shell.Dialog.GetByRole(AriaRole.Button, new() { Name = "Add step" }).ClickAsync();
        await Step(2).GetByLabel("Script", new() { Exact = true }).FillAsync("echo second");
        await Step(2).GetByLabel("Runs").SelectOptionAsync("Only if a step ended with");
        await Step(2).GetByLabel("Exit codes", new() { Exact = true }).FillAsync("3");
        await Shell.Dialog.Locator(".dialog-body > details > summary").ClickAsync();
        await Shell.Dialog.GetByRole(AriaRole.Button, new() { Name = "Add secret" }).ClickAsync();
        await Shell.Dialog.GetByRole(AriaRole.Group, new() { Name = "Secrets" }).GetByLabel("Name").FillAsync("TOKEN");
        await Shell.Dialog.GetByLabel("Value", new() { Exact = true }).FillAsync("very-secret");
        await PressAsync("Run");
        await EndsAsync("1 of 1 done");
        await Assertions.Expect(Cells("step-1")).ToContainTextAsync("Succeeded");
        await Assertions.Expect(Cells("step-2")).ToContainTextAsync("Succeeded");
        await Assertions.Expect(Shell.Dialog.GetByRole(AriaRole.Region, new() { Name = "Output of db-02" })).ToContainTextAsync("second");
        await Assertions.Expect(Shell.Dialog.Locator("body")).Not.ToContainTextAsync("very-secret");
    }

    [Fact]
    public async Task WhenAProgramIsUploaded_ThenTheConnectorIsUpgradedToIt()
    {
        await Shell.OpenMenuAsync("cache-01");
        await Shell.ChooseAsync("Upgrade connector…");
        await UploadAsync(PackageFiles.Of("vlink", "another build of the simulated connector"));
        await PressAsync("Upgrade");
        await EndsAsync("1 of 1 done");
        await Assertions.Expect(Row("cache-01")).ToContainTextAsync("Succeeded");
        await Assertions.Expect(Shell.Dialog.GetByText("Version before")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task WhenAPatchIsUnknownToTheMachine_ThenItsReasonIsShown()
    {
        await Shell.OpenMenuAsync("app-01");
        await Shell.ChooseAsync("Install or uninstall patches…");
        await Shell.Dialog.GetByLabel("Packages", new() { Exact = true }).FillAsync("--purge");
        await Assertions.Expect(Shell.Dialog.GetByText("Each line is a package's name, or name=version.").First).ToBeVisibleAsync();
        await Shell.Dialog.GetByLabel("Packages", new() { Exact = true }).FillAsync("openssl\ncurl=7.88.1");
        await Shell.Dialog.GetByRole(AriaRole.Checkbox, new() { Name = "Dry run" }).CheckAsync();
        await PressAsync("Try");
        await EndsAsync("1 of 1 done");
        await Assertions.Expect(Row("app-01")).ToContainTextAsync("Failed");
        await Assertions.Expect(Shell.Dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("apt knows no such package or version");
    }

    private Task UploadAsync(FilePayload file) => Shell.Dialog.Locator("input[type=file]").SetInputFilesAsync(file);

    /// <summary>Presses one of the buttons below the form.</summary>
    private Task PressAsync(string name) =>
        Shell.Dialog.Locator(".dialog-footer").GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();

    private Task EndsAsync(string summary) => Assertions.Expect(Summary).ToContainTextAsync(summary);

    private ILocator Step(int number) => Shell.Dialog.GetByRole(AriaRole.Group, new() { Name = $"Step {number}" });

    private ILocator Row(string virtualMachine) => Shell.Dialog.GetByRole(AriaRole.Row).Filter(new() { HasText = virtualMachine }).First;

    /// <summary>The row of a result's table that begins so.</summary>
    private ILocator Cells(string first) =>
        Shell.Dialog.GetByRole(AriaRole.Row).Filter(new() { Has = Shell.Dialog.GetByRole(AriaRole.Cell, new() { Name = first, Exact = true }) }).Last;
}
