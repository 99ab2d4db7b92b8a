using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using VsphereConnector.Browser.Tests.World;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Channels;
using VsphereConnector.Server.Channels.Ssh;
using VsphereConnector.Server.Channels.Ssh.Driver;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Browser.Tests;

/// <summary>The channels of a connector on the tab of its virtual machine.</summary>
public sealed class ChannelTests(Chromium chromium, DemoFixture demo) : BrowserTest(chromium, demo)
{
    private const string Machine = "web-01";

    private const string SwitchedAttempts = """
        [{"number":1,"channel":"Web","startedAt":"2026-03-01T10:00:00Z","finishedAt":"2026-03-01T10:00:10Z","outcome":"Retried",
          "error":{"code":"connector-not-connected","message":"The connector is not connected.","remedy":"SSH is tried next."} },
         {"number":2,"channel":"Ssh","startedAt":"2026-03-01T10:00:10Z","finishedAt":"2026-03-01T10:00:12Z","outcome":"Succeeded"}]
        """;

    private string Endpoint => Demo.World.VCenter.VirtualMachine(Machine).InstanceUuid;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Demo.OnceAsync(() => Demo.InstallAsync(Machine));
    }

    [Fact]
    public async Task WhenAChannelIsSuspended_ThenTheTabSaysWhyAndWhenAndAnAdministratorEndsIt()
    {
        await SuspendAsync(DriverFault.Passing);
        await Shell.EnterAsync();
        await Shell.ShowAsync(Machine, "monitor");
        var message = Shell.View.GetByRole(AriaRole.Status).Filter(new() { HasText = "SSH is left alone for now." });
        await Assertions.Expect(message).ToContainTextAsync("The connection was refused. Start sshd.");
        await Assertions.Expect(message).ToContainTextAsync("It failed once");
        await SuspendAsync(DriverFault.Permanent);
        await Page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Button, new() { Name = "Refresh" }).ClickAsync();
        await Assertions.Expect(message).ToContainTextAsync("It is not tried again until");
        await LookAsync("vm-monitor-suspended");

        await message.GetByRole(AriaRole.Button, new() { Name = "Use it again" }).ClickAsync();

        await Assertions.Expect(message).ToHaveCountAsync(0);
        Assert.Empty(await Suspensions.OfAsync(Endpoint, Cancel));
    }

    [Fact]
    public async Task WhenAHostKeyIsPinned_ThenItIsShownAndAnAdministratorForgetsIt()
    {
        await HostKeys.PinAsync(Endpoint, Key(), Cancel);
        await Shell.EnterAsync();
        await Shell.ShowAsync(Machine, "monitor");
        await Assertions.Expect(Shell.View.GetByText("ssh-ed25519")).ToBeVisibleAsync();
        await LookAsync("vm-monitor-host-key");

        await Shell.View.GetByRole(AriaRole.Button, new() { Name = "Forget…" }).ClickAsync();
        await Shell.View.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Forget", Exact = true }).ClickAsync();

        await Assertions.Expect(Shell.View.GetByText("ssh-ed25519")).ToHaveCountAsync(0);
        Assert.Empty(await HostKeys.OfAsync(Endpoint, Cancel));
    }

    [Fact]
    public async Task WhenAUserMayOnlyView_ThenASuspensionIsShownAndCannotBeEnded()
    {
        await SuspendAsync(DriverFault.Permanent);
        await Shell.EnterAsync(ClientShell.Viewer);
        await Shell.ShowAsync(Machine, "monitor");
        await Assertions.Expect(Shell.View.GetByText("SSH is left alone for now.")).ToBeVisibleAsync();
        await Assertions.Expect(Shell.View.GetByRole(AriaRole.Button, new() { Name = "Use it again" })).ToBeDisabledAsync();
    }

    [Fact]
    public async Task WhenAnOperationWentOnOverAnotherChannel_ThenItsAttemptsSayWhy()
    {
        await Page.RouteAsync("**/api/v1/operations/*", async route =>
        {
            var response = await route.FetchAsync();
            var operation = JsonNode.Parse(await response.TextAsync())!;
            operation["attempts"] = JsonNode.Parse(SwitchedAttempts);
            await route.FulfillAsync(new() { Response = response, Body = operation.ToJsonString() });
        });
        await Shell.EnterAsync();
        await Shell.ShowAsync(Machine, "monitor");
        await Shell.View.GetByRole(AriaRole.Button, new() { Name = "Install connector" }).First.ClickAsync();
        var attempts = Shell.View.GetByRole(AriaRole.Table, new() { Name = "Attempts" });
        await Assertions.Expect(attempts.GetByRole(AriaRole.Row).Nth(1)).ToContainTextAsync("The connector is not connected.");
        await Assertions.Expect(attempts.GetByRole(AriaRole.Row).Nth(2)).ToContainTextAsync("SSHafter WEB");
        await attempts.ScrollIntoViewIfNeededAsync();
        await LookAsync("vm-monitor-attempts");
    }

    private Suspensions Suspensions => Demo.World.Services.GetRequiredService<Suspensions>();

    private SshHostKeys HostKeys => Demo.World.Services.GetRequiredService<SshHostKeys>();

    private Task SuspendAsync(DriverFault fault) => Suspensions.AddAsync(
        new DriverFailure(
            Endpoint, OperationChannel.Ssh, TimeProvider.System.GetUtcNow(), fault, new OperationError("ssh-refused", "The connection was refused.", "Start sshd.")),
        Cancel);

    private static SshHostKey Key()
    {
        var blob = Convert.ToBase64String([0, 0, 0, 11, .. "ssh-ed25519"u8, 0, 0, 0, 32, .. Enumerable.Repeat((byte)7, 32)]);
        return SshHostKey.TryParse($"ssh-ed25519 {blob}", out var key) ? key : throw new InvalidOperationException("This is no host key.");
    }
}
