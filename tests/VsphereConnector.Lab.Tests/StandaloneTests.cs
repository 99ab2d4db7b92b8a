using System.Text.Json;
using VsphereConnector.Lab.Tests.Product;
using VsphereConnector.Lab.Tests.World;

namespace VsphereConnector.Lab.Tests;

/// <summary>Installations by SSH, with a real sshd and sudo: of machines that are registered by their addresses, and of one whose Tools are down.</summary>
[Collection(DriversLabCollection.Name)]
public sealed class StandaloneTests(Lab lab) : ProductTest(lab)
{
    private const string WithoutPassword = "echo 'jetuser ALL=(ALL:ALL) NOPASSWD:ALL' >/etc/sudoers.d/jetuser && chmod 0440 /etc/sudoers.d/jetuser";

    private static readonly TimeSpan StepTimeout = TimeSpan.FromMinutes(3);

    [Theory]
    [InlineData("root", "true", null, "root")]
    [InlineData("root", WithoutPassword, "jetuser", "jetuser")]
    [InlineData("jetuser", WithoutPassword, null, "root")]
    [InlineData("jetuser", WithoutPassword, "jetuser", "jetuser")]
    [InlineData("jetuser", "true", null, "root")]
    public async Task WhenAMachineIsDeployedToBySsh_ThenItsConnectorRunsAsTheChosenAccount(string installer, string arrange, string? runAs, string account)
    {
        var guest = await BootGuestAsync();
        await guest.ShellAsync(arrange, Token);
        await RegisterAsync(guest, installer, runAs is null ? [] : ["--run-as", runAs]);

        var deployed = await DeployStandaloneAsync();

        Assert.Equal(["Ssh"], deployed.Channels);
        await InstalledConnector.AssertSoundAsync(guest, Token);
        Assert.Equal(account, await guest.ShellAsync("ps -C vlink -o user=", Token));
        var endpoint = JsonElement.Parse((await Server.RunClientAsync(Token, "endpoints", "show", "standalone", "--json")).EnsureSuccess().Output);
        Assert.Equal("Connected", endpoint.GetProperty("connectorState").GetString());
        Assert.Single(endpoint.GetProperty("hostKeys").EnumerateArray());
        Assert.Equal($"{guest.Spec.Name} {account}", await RunTaskAsync("echo $(hostname) $(id -un)"));
    }

    [Fact]
    public async Task WhenSshListensAtAnotherPort_ThenItIsReachedThere()
    {
        var guest = await BootGuestAsync();
        await RegisterAsync(guest, "root", "--port", "2222");
        await guest.ShellAsync("echo 'Port 2222' >>/etc/ssh/sshd_config.d/lab.conf && /etc/init.d/ssh restart", Token);

        Assert.Equal(["Ssh"], (await DeployStandaloneAsync()).Channels);

        await InstalledConnector.AssertSoundAsync(guest, Token);
    }

    [Fact]
    public async Task WhenTheToolsOfAVirtualMachineAreDown_ThenItIsInstalledBySsh()
    {
        var guest = await BootGuestAsync();
        await SetPasswordsAsync(guest);
        await AddCredentialAsync("jetuser");
        await Lab.Vcsim.PowerOnAsync(guest, Token, toolsDown: true);

        var deployed = await Administrator.OperateAsync(guest.Spec.Name, "InstallConnector", null, Token);

        AssertSuccess(deployed);
        Assert.Equal("Ssh", deployed.Channels[^1]);
        await InstalledConnector.AssertSoundAsync(guest, Token);
        await AssertRunsTasksAsync(guest);
    }

    [Fact]
    public async Task WhenTheServerIsKilledWhileTheInstallerRuns_ThenItGoesOnOverSshWithTheSameOne()
    {
        var guest = await BootGuestAsync();
        await RegisterAsync(guest, "jetuser");
        await guest.CutPortAsync(Server.ConnectorPort, Token); // it waits for its enrolment
        (await Server.RunClientAsync(Token, "deploy", "--endpoint", "standalone", "--no-wait")).EnsureSuccess();
        await Eventually.TrueAsync(
            async () => (await guest.RunAsync(Token, "pgrep", "-f", "vlink install")).ExitCode == 0, () => "the installer did not start", StepTimeout, Token);

        await Server.KillAsync(Token);
        await Server.StartAsync(Token);
        await guest.RestorePortAsync(Server.ConnectorPort, Token);
        var operation = Assert.Single(await Administrator.ListOperationsAsync(Token)).GetProperty("id").GetString()!;
        var ended = await Administrator.WaitForEndAsync(operation, Token);

        AssertSuccess(ended);
        Assert.Single(ended.Events, happened => happened.GetProperty("step").GetString() == "upload");
        Assert.Single(Server.Log.Split('\n'), line => line.Contains(" enrolled as ", StringComparison.Ordinal));
        await InstalledConnector.AssertSoundAsync(guest, Token);
    }

    [Fact]
    public async Task WhenAnInstallationIsCancelled_ThenNothingIsLeft()
    {
        var guest = await BootGuestAsync();
        await RegisterAsync(guest, "jetuser");
        await guest.CutPortAsync(Server.ConnectorPort, Token);
        (await Server.RunClientAsync(Token, "deploy", "--endpoint", "standalone", "--no-wait")).EnsureSuccess();
        await Eventually.TrueAsync(
            async () => (await guest.RunAsync(Token, "pgrep", "-f", "vlink install")).ExitCode == 0, () => "the installer did not start", StepTimeout, Token);
        var operation = Assert.Single(await Administrator.ListOperationsAsync(Token)).GetProperty("id").GetString()!;

        await Administrator.CancelAsync(operation, Token);

        Assert.Equal("Cancelled", (await Administrator.WaitForEndAsync(operation, Token)).State);
        Assert.NotEqual(0, (await guest.RunAsync(Token, "pgrep", "-f", "vlink")).ExitCode);
        await InstalledConnector.AssertNothingTemporaryAsync(guest, Token);
        Assert.NotEqual(0, (await guest.RunAsync(Token, "test", "-e", InstalledConnector.Folder)).ExitCode);
    }

    [Fact]
    public async Task WhenTheTempFolderForbidsPrograms_ThenTheRecordSaysWhereItWorked()
    {
        var guest = await BootGuestAsync(GuestMount.NoExecution("/var/jetpatch-temp"));
        await RegisterAsync(guest, "root");

        var deployed = await DeployStandaloneAsync();

        Assert.Contains("Using /tmp/vlink-", await Administrator.ReadOutputAsync(deployed, Token), StringComparison.Ordinal);
        await InstalledConnector.AssertSoundAsync(guest, Token);
    }

    [Theory]
    [InlineData("echo 'jetuser:another' | chpasswd", "ssh-permission-denied")]
    [InlineData("gpasswd -d jetuser sudo", "sudo-not-permitted")]
    public async Task WhenTheAccountMayNotInstall_ThenTheOperationSaysSo_AndTheNextOneTriesAgain(string arrange, string code)
    {
        var guest = await BootGuestAsync();
        await RegisterAsync(guest, "jetuser");
        await guest.ShellAsync(arrange, Token);

        var failed = await TryDeployAsync();
        await guest.ShellAsync("usermod -a -G sudo jetuser", Token);
        await SetPasswordsAsync(guest);

        Assert.Equal(("Error", code), (failed.State, failed.ErrorCode));
        await InstalledConnector.AssertNothingTemporaryAsync(guest, Token);
        AssertSuccess(await TryDeployAsync());
    }

    [Fact]
    public async Task WhenAnAccountIsPrepared_ThenTheCheckThatBlockedIsSatisfied_AndTheConnectorRunsAsIt()
    {
        var guest = await BootGuestAsync();
        await guest.ShellAsync("gpasswd -d jetuser sudo", Token);
        await RegisterAsync(guest, "root", "--run-as", "jetuser");

        var before = await Server.RunClientAsync(Token, "preflight", "standalone", "--in-guest");
        (await Server.RunClientAsync(Token, "prepare", "standalone")).EnsureSuccess();
        var after = await Server.RunClientAsync(Token, "preflight", "standalone", "--in-guest", "--all");

        Assert.NotEqual(0, before.ExitCode);
        Assert.Contains("Run 'prepare'", before.Output, StringComparison.Ordinal);
        Assert.Contains("can run as", after.EnsureSuccess().Output, StringComparison.Ordinal);
        Assert.Equal("root", await guest.ShellAsync("su jetuser -c 'sudo -n id -un'", Token));
        await DeployStandaloneAsync();
        Assert.Equal("jetuser", await guest.ShellAsync("ps -C vlink -o user=", Token));
    }

    /// <summary>Registers the guest by its address under one name, with the installer's password.</summary>
    private async Task RegisterAsync(Guest guest, string installer, params IEnumerable<string> options)
    {
        await SetPasswordsAsync(guest);
        await AddCredentialAsync(installer);
        (await Server.RunClientAsync(
            Token, ["endpoints", "add", guest.Spec.Address, "--name", "standalone", "--os", "linux", "--credential", "installer", .. options])).EnsureSuccess();
    }

    private static async Task SetPasswordsAsync(Guest guest) => await guest.ShellAsync(
        $"printf '%s\\n' 'root:{Vcsim.Accounts["root"]}' 'jetuser:{Vcsim.Accounts["jetuser"]}' | chpasswd --crypt-method SHA256 && "
        + "echo 'PermitRootLogin yes' >/etc/ssh/sshd_config.d/lab.conf && /etc/init.d/ssh restart", Token);

    private async Task AddCredentialAsync(string account)
    {
        var file = await Server.PutFileAsync("installer.password", Vcsim.Accounts[account], Token);
        (await Server.RunClientAsync(Token, "credentials", "add", "installer", "--kind", "ssh", "--username", account, "--password-file", file)).EnsureSuccess();
    }

    private async Task<OperationView> DeployStandaloneAsync()
    {
        var deployed = await TryDeployAsync();
        AssertSuccess(deployed);
        return deployed;
    }

    private async Task<OperationView> TryDeployAsync() =>
        OperationOf(await Server.RunClientAsync(Token, "deploy", "--endpoint", "standalone", "--json"));

    private async Task<string> RunTaskAsync(string script)
    {
        var run = await Server.RunClientAsync(Token, "run", "--endpoint", "standalone", "--script", script, "--json");
        return (await Administrator.ReadOutputAsync(OperationOf(run.EnsureSuccess()), Token)).TrimEnd();
    }
}
