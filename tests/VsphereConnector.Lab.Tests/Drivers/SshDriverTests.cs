using VsphereConnector.Lab.Tests.World;

namespace VsphereConnector.Lab.Tests.Drivers;

/// <summary>A real sshd, and sudo with a password.</summary>
[Collection(DriversLabCollection.Name)]
public sealed class SshDriverTests(Lab lab) : FallbackCompliance(lab)
{
    private const string Account = "jetuser", Password = "jet-Passw0rd!";

    protected override string Channel => "Ssh";

    [Fact]
    public async Task WhenThePasswordIsWrong_ThenItIsTriedOnce_AndTheOperationGoesOnWithTheRightOne()
    {
        var machine = await DeployWithoutWebAsync("wrong");

        var task = await Administrator.SubmitTaskAsync(machine.Name, "hostname", Token);
        await Eventually.TrueAsync(
            async () => (await Administrator.ListSuspensionsAsync(Token)).Any(suspension =>
                suspension.GetProperty("error").GetProperty("code").GetString() == "ssh-permission-denied" && !suspension.TryGetProperty("until", out _)),
            () => "the driver is not suspended for good", SwitchTimeout, Token);
        Assert.False((await Administrator.ShowAsync(task.Id, Token)).HasEnded);

        await Administrator.RotateCredentialAsync("jet", Password, Token);
        await Administrator.ResumeAsync("Ssh", Token);
        AssertSuccess(await Administrator.WaitForEndAsync(task.Id, Token));
    }

    [Fact]
    public async Task WhenTheHostKeyHasChanged_ThenNothingIsSent_UntilItIsForgotten()
    {
        var machine = await DeployWithoutWebAsync(Password);
        AssertSuccess(await Administrator.RunTaskAsync(machine.Name, "hostname", Token));

        await machine.Guest.ShellAsync(
            "rm /etc/ssh/ssh_host_*; ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key; pkill -o sshd; pkill sshd; sleep 1; /etc/init.d/ssh start", Token);
        var task = await Administrator.SubmitTaskAsync(machine.Name, "hostname", Token);
        await Eventually.TrueAsync(
            async () => (await Administrator.ListSuspensionsAsync(Token)).Any(suspension =>
                suspension.GetProperty("error").GetProperty("code").GetString() == "ssh-host-key-changed"),
            () => "the changed key was not noticed", SwitchTimeout, Token);

        await Administrator.ForgetHostKeysAsync(Token);
        AssertSuccess(await Administrator.WaitForEndAsync(task.Id, Token));
    }

    private protected override async Task<TestedMachine> DeployMachineAsync()
    {
        var guest = await BootGuestAsync();
        await SetPasswordAsync(guest);
        await Administrator.AddCredentialAsync("jet", Account, Password, Token);
        (await Server.RunClientAsync(Token, "endpoints", "add", guest.Spec.Address, "--name", "standalone", "--os", "linux", "--credential", "jet")).EnsureSuccess();
        await DeployOverThisDriverAsync("standalone");
        return new LinuxMachine(guest) { Name = "standalone" };
    }

    /// <summary>A virtual machine whose account is known by this password, while WEB is cut.</summary>
    private async Task<LinuxMachine> DeployWithoutWebAsync(string password)
    {
        var guest = await DeployAsync();
        await SetPasswordAsync(guest);
        await Administrator.AddCredentialAsync("jet", Account, password, Token);
        var machine = new LinuxMachine(guest) { Name = guest.Spec.Name };
        await CutWebAsync(machine);
        return machine;
    }

    private static Task SetPasswordAsync(Guest guest) => guest.ShellAsync($"echo '{Account}:{Password}' | chpasswd", Token);
}
