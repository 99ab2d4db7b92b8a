using VsphereConnector.Lab.Tests.Product;
using VsphereConnector.Lab.Tests.World;

namespace VsphereConnector.Lab.Tests;

/// <summary>What bad input gets: a specific error on the operation, and nothing left in the guest.</summary>
[Collection(LabCollection.Name)]
public sealed class BadInputTests(Lab lab) : ProductTest(lab)
{
    [Fact]
    public async Task WhenThePasswordIsWrong_ThenItIsTriedAtMostTwice()
    {
        var guest = await BootGuestAsync();
        var before = await GuestFiles.ReadAsync(guest, Token);

        var operation = await Administrator.DeployAsync(guest.Spec.Name, Token, password: "wrong");

        Assert.Equal(("Error", "guest-logon-refused"), (operation.State, operation.ErrorCode));
        var tries = (await Lab.Vcsim.ReadJournalAsync(Token)).Logons.Where(logon => logon.Machine == guest.Spec.Name);
        Assert.InRange(tries.Count(), 1, 2);
        Assert.Empty((await GuestFiles.ReadAsync(guest, Token)).Except(before));
    }

    [Fact]
    public async Task WhenTheVmIsPoweredOff_ThenTheOperationSaysSo()
    {
        var operation = await Administrator.DeployAsync(Lab.TakeMachine().Name, Token);

        Assert.Equal(("Error", "vm-powered-off"), (operation.State, operation.ErrorCode));
    }

    [Fact]
    public async Task WhenTheVmIsUnknown_ThenTheOperationSaysSo()
    {
        var operation = await Administrator.DeployAsync("no-such-vm", Token);

        Assert.Equal(("Error", "virtual-machine-unknown"), (operation.State, operation.ErrorCode));
    }

    [Theory]
    [InlineData("/var/jetpatch-temp")]
    [InlineData("/tmp")]
    public async Task WhenATempFolderForbidsPrograms_ThenTheInstallationGoesElsewhere(string folder)
    {
        var guest = await BootGuestAsync(GuestMount.NoExecution(folder));

        AssertSuccess(await Administrator.DeployAsync(guest.Spec.Name, Token));

        await InstalledConnector.AssertSoundAsync(guest, Token);
    }

    [Fact]
    public Task WhenTheDiskIsFull_ThenTheOperationSaysSoAndNothingIsLeft() => AssertFullDiskIsNamedAsync("/usr/local");

    [Fact]
    public async Task WhenTheTempFolderIsFull_ThenTmpIsUsedAndTheRecordSaysSo()
    {
        var guest = await BootGuestAsync(GuestMount.Small("/var/jetpatch-temp", megabytes: 3));

        var deployed = await Administrator.DeployAsync(guest.Spec.Name, Token);

        AssertSuccess(deployed);
        Assert.Contains("/var/jetpatch-temp did not take the file", deployed.ToString(), StringComparison.Ordinal);
        await InstalledConnector.AssertSoundAsync(guest, Token);
    }

    [Fact]
    public async Task WhenABundleIsUsedAgain_ThenTheEnrolmentIsRefused()
    {
        var guest = await BootGuestAsync();
        await Lab.Vcsim.HoldAsync("StartProgramInGuest", HoldMoment.Before, Token);
        var submitted = await Administrator.SubmitDeploymentAsync(guest.Spec.Name, Token);
        await Lab.Vcsim.WaitForHeldAsync(Token);
        await guest.ShellAsync("cp -r /var/jetpatch-temp/vlink-* /root/stolen", Token);
        await Lab.Vcsim.ReleaseAsync(Token);
        AssertSuccess(await Administrator.WaitForEndAsync(submitted.Id, Token));
        var thief = await BootGuestAsync();
        (await Command.RunAsync(["cp", "--archive", guest.Files + "/root/stolen", thief.Files + "/root/stolen"], Token)).EnsureSuccess();

        var again = await thief.RunAsync(Token, "sh", "-c", "cd /root/stolen && sh ./*; cat done");

        Assert.DoesNotContain("exit=0", again.Output, StringComparison.Ordinal);
        Assert.Equal(0, await InstalledConnector.CountProcessesAsync(thief, Token));
        Assert.Single(await Administrator.ListConnectorsAsync(Token));
        await InstalledConnector.AssertSoundAsync(guest, Token);
    }

    private async Task AssertFullDiskIsNamedAsync(string folder)
    {
        var guest = await BootGuestAsync(GuestMount.Small(folder, megabytes: 3));
        var before = await GuestFiles.ReadAsync(guest, Token);

        var operation = await Administrator.DeployAsync(guest.Spec.Name, Token);

        Assert.Equal(("Error", "guest-disk-full"), (operation.State, operation.ErrorCode));
        Assert.Equal(0, await InstalledConnector.CountProcessesAsync(guest, Token));
        Assert.Empty((await GuestFiles.ReadAsync(guest, Token)).Except(before));
        Assert.Equal("", await guest.ShellAsync("find /usr/local -mindepth 1 -path '*intigua*'", Token));
        await InstalledConnector.AssertNothingTemporaryAsync(guest, Token);
    }
}
