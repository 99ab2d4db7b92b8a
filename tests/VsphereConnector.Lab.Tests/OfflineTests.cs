using System.Text.Json;
using VsphereConnector.Lab.Tests.Product;
using VsphereConnector.Lab.Tests.World;

namespace VsphereConnector.Lab.Tests;

/// <summary>A package that an administrator carries to a machine and runs there: the server never reaches that machine by itself.</summary>
[Collection(DriversLabCollection.Name)]
public sealed class OfflineTests(Lab lab) : ProductTest(lab)
{
    private const string InGuest = "/root/install-vlink.sh";

    [Theory]
    [InlineData(null, "root")]
    [InlineData("jetuser", "jetuser")]
    public async Task WhenAPackageIsRunInAGuest_ThenItsConnectorIsAnEndpointThatRunsTasks(string? runAs, string account)
    {
        var guest = await BootGuestAsync();
        await PackAsync(guest, runAs is null ? [] : ["--run-as", runAs]);

        (await guest.RunAsync(Token, "sh", InGuest)).EnsureSuccess();

        await InstalledConnector.AssertSoundAsync(guest, Token);
        Assert.Equal(account, await guest.ShellAsync("ps -C vlink -o user=", Token));
        var endpoint = await ShowAsync(guest.Spec.Name);
        Assert.Equal(("None", "Connected"), (endpoint.GetProperty("driver").GetString(), endpoint.GetProperty("connectorState").GetString()));
        Assert.Equal(guest.Spec.Name, await RunTaskAsync(guest.Spec.Name, "hostname"));
    }

    [Fact]
    public async Task WhenASudoerRunsAPackage_ThenItIsInstalledByRoot()
    {
        var guest = await BootGuestAsync();
        await guest.ShellAsync("echo 'jetuser ALL=(ALL:ALL) NOPASSWD:ALL' >/etc/sudoers.d/jetuser && chmod 0440 /etc/sudoers.d/jetuser", Token);
        await PackAsync(guest);
        await guest.ShellAsync($"mv {InGuest} /home/jetuser/install.sh && chown jetuser /home/jetuser/install.sh", Token);

        var refused = await guest.RunAsync(Token, "su", "jetuser", "-c", "sh /home/jetuser/install.sh");
        (await guest.RunAsync(Token, "su", "jetuser", "-c", "sudo -n sh /home/jetuser/install.sh")).EnsureSuccess();

        Assert.Equal(14, refused.ExitCode);
        await InstalledConnector.AssertSoundAsync(guest, Token);
        Assert.Equal(guest.Spec.Name, await RunTaskAsync(guest.Spec.Name, "hostname"));
    }

    [Fact]
    public async Task WhenTheTokenIsHandedOverApart_ThenThePackageAloneEnrolsNobody()
    {
        var guest = await BootGuestAsync();
        await PackAsync(guest, "--separate-token", $"{Hub.Folder}/the.token");
        await CopyAsync(guest, "the.token", "/root/the.token");

        var without = await guest.RunAsync(Token, "sh", InGuest);
        (await guest.RunAsync(Token, "sh", InGuest, "--token-file", "/root/the.token")).EnsureSuccess();

        Assert.Equal(15, without.ExitCode);
        await InstalledConnector.AssertSoundAsync(guest, Token);
    }

    [Fact]
    public async Task WhenATokenIsForAnotherMachine_ThenNothingIsInstalled()
    {
        var guest = await BootGuestAsync();
        await PackForAsync("some-other-name", guest);
        var before = await GuestFiles.ReadAsync(guest, Token);

        var refused = await guest.RunAsync(Token, "sh", InGuest);

        Assert.Equal(15, refused.ExitCode);
        Assert.Contains("some-other-name", refused.Output, StringComparison.Ordinal);
        Assert.Empty((await GuestFiles.ReadAsync(guest, Token)).Except(before));
    }

    [Fact]
    public async Task WhenTheTempFolderForbidsPrograms_ThenAnotherOneIsUsed()
    {
        var guest = await BootGuestAsync(GuestMount.NoExecution("/var/jetpatch-temp"));
        await PackAsync(guest);

        var installed = await guest.RunAsync(Token, "sh", InGuest);

        Assert.Contains("instead", installed.EnsureSuccess().Output, StringComparison.Ordinal);
        await InstalledConnector.AssertSoundAsync(guest, Token);
    }

    private Task PackAsync(Guest guest, params IEnumerable<string> options) => PackForAsync(guest.Spec.Name, guest, options);

    /// <summary>Makes a package with the command line and puts it into the guest, beside the product.</summary>
    private async Task PackForAsync(string name, Guest guest, params IEnumerable<string> options)
    {
        (await Server.RunClientAsync(Token, ["package", "--os", "linux", "--name", name, "--hours", "1", "--out", $"{Hub.Folder}/the-package.sh", .. options])).EnsureSuccess();
        await CopyAsync(guest, "the-package.sh", InGuest);
    }

    private Task CopyAsync(Guest guest, string file, string path)
    {
        File.Copy($"{Lab.Hub.FolderFromOutside}/{file}", $"{guest.Files}{path}", overwrite: true);
        return Task.CompletedTask;
    }

    private async Task<JsonElement> ShowAsync(string endpoint) =>
        JsonElement.Parse((await Server.RunClientAsync(Token, "endpoints", "show", endpoint, "--json")).EnsureSuccess().Output);

    private async Task<string> RunTaskAsync(string endpoint, string script)
    {
        var run = await Server.RunClientAsync(Token, "run", "--endpoint", endpoint, "--script", script, "--json");
        var task = Assert.Single(JsonElement.Parse(run.EnsureSuccess().Output).EnumerateArray());
        return (await Administrator.ReadOutputAsync(new OperationView(task), Token)).TrimEnd();
    }
}
