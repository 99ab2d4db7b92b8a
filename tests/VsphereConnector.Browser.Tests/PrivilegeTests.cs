using System.Text.Json;
using Microsoft.Playwright;
using VsphereConnector.Browser.Tests.World;

namespace VsphereConnector.Browser.Tests;

/// <summary>What a user may not do is not offered, and is refused where it is asked for nevertheless.</summary>
public sealed class PrivilegeTests(Chromium chromium, DemoFixture demo) : BrowserTest(chromium, demo)
{
    /// <summary>Submits as the plug-in's page would, in the name of the user who has entered.</summary>
    private const string SubmitInstall = """
        async ({ vCenter, moRef }) => {
            const { sessionToken, plugin } = await (await fetch('/shell/session')).json();
            const response = await fetch(`${plugin.proxiedBase}/api/v1/operations`, {
                method: 'POST',
                headers: { 'content-type': 'application/json', 'vmware-api-session-id': sessionToken, 'vsphere-connector-vcenter': vCenter },
                body: JSON.stringify({ operations: [{ kind: 'InstallConnector', target: { virtualMachine: moRef }, guestLogon: { name: 'demo' } }] }),
            });
            return { status: response.status, body: await response.text() };
        }
        """;

    [Fact]
    public async Task WhenAUserMayOnlyView_ThenInstallingIsDisabledInTheMenu()
    {
        await Shell.EnterAsync(ClientShell.Viewer);
        await Shell.OpenMenuAsync("web-01");
        await Assertions.Expect(await Shell.EntryAsync("Install connector…")).ToHaveAttributeAsync("aria-disabled", "true");
    }

    [Fact]
    public async Task WhenAnAdministratorOpensTheSameMenu_ThenItIsEnabled()
    {
        await Shell.EnterAsync();
        await Shell.OpenMenuAsync("web-01");
        await Assertions.Expect(await Shell.EntryAsync("Install connector…")).Not.ToHaveAttributeAsync("aria-disabled", "true");
    }

    [Fact]
    public async Task WhenAUserMayOnlyView_ThenTheServerRefusesToInstallWith403()
    {
        await Shell.EnterAsync(ClientShell.Viewer);
        var answer = await Page.EvaluateAsync<JsonElement>(
            SubmitInstall, new { vCenter = Demo.World.VCenter.InstanceUuid, moRef = Demo.World.VCenter.VirtualMachine("web-01").Reference.Id });
        var body = answer.GetProperty("body").GetString()!;
        Assert.Contains("privilege-missing", body, StringComparison.Ordinal);
        Assert.Contains("VsphereConnector.Install", body, StringComparison.Ordinal);
        Assert.Contains("403", body, StringComparison.Ordinal);
    }
}
