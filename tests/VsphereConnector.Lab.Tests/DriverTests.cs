using System.Text.Json;
using VsphereConnector.Lab.Tests.Product;
using VsphereConnector.Lab.Tests.World;

namespace VsphereConnector.Lab.Tests;

/// <summary>WEB and SSH side by side, on a real guest with a real sshd and sudo: what happens when one of them fails.</summary>
[Collection(DriversLabCollection.Name)]
public sealed class DriverTests(Lab lab) : ProductTest(lab)
{
    private const string Password = "jet-Passw0rd!";

    /// <summary>Longer than a lost connection takes to be noticed, and the patience with it.</summary>
    private static readonly TimeSpan SwitchTimeout = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task WhenWebIsCutDuringATask_ThenItEndsOnceOverSsh_AndTheNextGoesOverWebAgain()
    {
        var guest = await DeployWithAccountAsync();
        await Administrator.AddCredentialAsync("jet", "jetuser", Password, Token);
        var task = await Administrator.SubmitTaskAsync(
            guest.Spec.Name, "echo run >> /root/runs; echo before; while [ ! -e /root/go ]; do sleep 0.2; done; echo after", Token);
        await FileAsync(guest, "/root/runs");

        await guest.CutPortAsync(Server.ConnectorPort, Token);
        await Eventually.TrueAsync(
            async () => (await Administrator.ShowAsync(task.Id, Token)).Channels.Contains("Ssh"),
            () => "the task did not switch to SSH", SwitchTimeout, Token);
        var suspension = Assert.Single(await Administrator.ListSuspensionsAsync(Token));
        await guest.ShellAsync("touch /root/go", Token);
        task = await Administrator.WaitForEndAsync(task.Id, Token);

        AssertSuccess(task);
        Assert.Equal(["Web", "Ssh"], task.Channels);
        Assert.Equal("before\nafter\n", await Administrator.ReadOutputAsync(task, Token));
        Assert.Equal("run", await guest.ShellAsync("cat /root/runs", Token));
        Assert.Equal("Web", suspension.GetProperty("driver").GetString());
        Assert.NotEqual(default, suspension.GetProperty("until").GetDateTimeOffset());
        Assert.Contains(task.Events, happened => happened.GetProperty("step").GetString() == "driver");

        await guest.RestorePortAsync(Server.ConnectorPort, Token);
        await Administrator.WaitForStateAsync("Connected", Token);
        var next = await Administrator.RunTaskAsync(guest.Spec.Name, "echo back", Token);
        AssertSuccess(next);
        Assert.Equal(["Web"], next.Channels);
        Assert.Empty(await Administrator.ListSuspensionsAsync(Token));
    }

    [Fact]
    public async Task WhenThePasswordIsWrong_ThenItIsTriedOnce_AndTheOperationGoesOnWithTheRightOne()
    {
        var guest = await DeployWithAccountAsync();
        await Administrator.AddCredentialAsync("jet", "jetuser", "wrong", Token);
        await guest.CutPortAsync(Server.ConnectorPort, Token);
        await Administrator.WaitForStateAsync("Disconnected", Token);

        var task = await Administrator.SubmitTaskAsync(guest.Spec.Name, "hostname", Token);
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
        var guest = await DeployWithAccountAsync();
        await Administrator.AddCredentialAsync("jet", "jetuser", Password, Token);
        await guest.CutPortAsync(Server.ConnectorPort, Token);
        await Administrator.WaitForStateAsync("Disconnected", Token);
        AssertSuccess(await Administrator.RunTaskAsync(guest.Spec.Name, "hostname", Token));

        await guest.ShellAsync(
            "rm /etc/ssh/ssh_host_*; ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key; pkill -o sshd; pkill sshd; sleep 1; /etc/init.d/ssh start", Token);
        var task = await Administrator.SubmitTaskAsync(guest.Spec.Name, "hostname", Token);
        await Eventually.TrueAsync(
            async () => (await Administrator.ListSuspensionsAsync(Token)).Any(suspension =>
                suspension.GetProperty("error").GetProperty("code").GetString() == "ssh-host-key-changed"),
            () => "the changed key was not noticed", SwitchTimeout, Token);

        await Administrator.ForgetHostKeysAsync(Token);
        AssertSuccess(await Administrator.WaitForEndAsync(task.Id, Token));
    }

    /// <summary>With an account that may use sudo, by its password.</summary>
    private async Task<Guest> DeployWithAccountAsync()
    {
        var guest = await DeployAsync();
        await guest.ShellAsync($"echo 'jetuser:{Password}' | chpasswd", Token);
        return guest;
    }

    private static Task FileAsync(Guest guest, string path) => Eventually.TrueAsync(
        async () => (await guest.RunAsync(Token, "test", "-e", path)).ExitCode == 0, () => $"{path} did not come to be", SwitchTimeout, Token);
}
