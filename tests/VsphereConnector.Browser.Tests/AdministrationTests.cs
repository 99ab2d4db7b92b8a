using Microsoft.Playwright;
using VsphereConnector.Browser.Tests.World;

namespace VsphereConnector.Browser.Tests;

/// <summary>What administrators keep in the global view: credentials, rules, and machines by their addresses.</summary>
public sealed class AdministrationTests(Chromium chromium, DemoFixture demo) : BrowserTest(chromium, demo)
{
    private ILocator Form => Shell.View.GetByRole(AriaRole.Dialog);

    [Fact]
    public async Task WhenACredentialIsAdded_ThenItIsListedWithoutItsSecretAndCanBeChangedAndRemoved()
    {
        await OpenAsync("Credentials", ClientShell.Administrator);
        await PressAsync(Shell.View, "Add credential");
        await Form.GetByLabel("Name", new() { Exact = true }).FillAsync("linux-root");
        await Form.GetByLabel("User name").FillAsync("root");
        await Form.GetByLabel("Password", new() { Exact = true }).FillAsync("very-secret");
        await PressAsync(Form, "Add");
        await Assertions.Expect(Row("linux-root")).ToContainTextAsync("Not tried yet");
        await Assertions.Expect(Shell.View.Locator("body")).Not.ToContainTextAsync("very-secret");

        await ChooseAsync("linux-root", "Change…");
        await Form.GetByLabel("Names", new() { Exact = true }).FillAsync("web-*");
        await PressAsync(Form, "Change");
        await Assertions.Expect(Row("linux-root")).ToContainTextAsync("web-*");

        await ChooseAsync("linux-root", "Remove…");
        await PressAsync(Form, "Remove");
        await Assertions.Expect(Row("linux-root")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task WhenAMachineIsAddedByItsAddress_ThenItCanBeInstalledOnAndChangedAndRemoved()
    {
        await OpenAsync("Endpoints", ClientShell.Administrator);
        await PressAsync(Shell.View, "Add machine");
        await Form.GetByLabel("Name", new() { Exact = true }).FillAsync("<i>edge</i>");
        await Assertions.Expect(Form.GetByText("Give its address.")).ToBeVisibleAsync();
        await Form.GetByLabel("Address", new() { Exact = true }).FillAsync("192.0.2.7");
        await PressAsync(Form, "Add");
        await Assertions.Expect(Row("<i>edge</i>")).ToContainTextAsync("192.0.2.7");

        await Shell.View.GetByRole(AriaRole.Checkbox, new() { Name = "Choose <i>edge</i>" }).CheckAsync();
        await PressAsync(Shell.View, "Actions");
        await Shell.View.GetByRole(AriaRole.Menuitem, new() { Name = "Run task…" }).ClickAsync();
        await Assertions.Expect(Shell.Dialog.GetByText("There is no connector on <i>edge</i>.")).ToBeVisibleAsync();
        await Shell.CloseDialogAsync();

        await ChooseAsync("<i>edge</i>", "Remove…");
        await PressAsync(Form, "Remove");
        await Assertions.Expect(Row("<i>edge</i>")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task WhenARuleIsAdded_ThenItIsTriedExplainedPausedAndRemoved()
    {
        await OpenAsync("Rules", ClientShell.Administrator);
        await PressAsync(Shell.View, "Add rule");
        await Form.GetByLabel("Name", new() { Exact = true }).FillAsync("web servers");
        await Form.GetByRole(AriaRole.Checkbox, new() { Name = "is cloned" }).CheckAsync();
        await Form.GetByLabel("Names", new() { Exact = true }).First.FillAsync("web-*");
        await PressAsync(Form, "What would it do?");
        await Assertions.Expect(Form.GetByRole(AriaRole.Row).Filter(new() { HasText = "web-01" }).First).ToContainTextAsync("would act");
        await Assertions.Expect(Form.GetByRole(AriaRole.Row).Filter(new() { HasText = "app-01" })).ToHaveCountAsync(0);
        await PressAsync(Form, "Add");
        await Assertions.Expect(Row("web servers").First).ToContainTextAsync("Active");

        await Shell.View.GetByLabel("Virtual machine", new() { Exact = true }).FillAsync("app-01");
        await PressAsync(Shell.View, "Explain");
        await Assertions.Expect(Row("web servers").Last).ToContainTextAsync("Not in its scope");

        await ChooseAsync("web servers", "Pause");
        await Assertions.Expect(Row("web servers").First).ToContainTextAsync("Paused");
        await ChooseAsync("web servers", "Remove…");
        await PressAsync(Form, "Remove");
        await Assertions.Expect(Shell.View.GetByText("There are no rules.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task WhenAUserMayOnlyView_ThenThereAreNoCredentialsAndNothingCanBeAdded()
    {
        await OpenAsync("Endpoints", ClientShell.Viewer);
        await Assertions.Expect(Shell.View.GetByRole(AriaRole.Tab, new() { Name = "Credentials" })).ToHaveCountAsync(0);
        await Assertions.Expect(Shell.View.GetByRole(AriaRole.Button, new() { Name = "Add machine" })).ToHaveCountAsync(0);
    }

    private async Task OpenAsync(string tab, string user)
    {
        await Shell.EnterAsync(user);
        await Shell.ShowGlobalAsync();
        await Shell.View.GetByRole(AriaRole.Tab, new() { Name = tab }).ClickAsync();
        await Shell.SettleAsync(Shell.View);
    }

    private static Task PressAsync(ILocator place, string name) => place.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();

    private static Task PressAsync(IFrameLocator place, string name) => place.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();

    /// <summary>Chooses from the menu of a row.</summary>
    private async Task ChooseAsync(string row, string action)
    {
        await Row(row).GetByRole(AriaRole.Button, new() { Name = row }).First.ClickAsync();
        await Shell.View.GetByRole(AriaRole.Menuitem, new() { Name = action }).ClickAsync();
    }

    private ILocator Row(string name) => Shell.View.GetByRole(AriaRole.Row).Filter(new() { HasText = name });
}
