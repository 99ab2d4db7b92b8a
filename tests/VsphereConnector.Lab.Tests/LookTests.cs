using VsphereConnector.Lab.Tests.Product;
using VsphereConnector.Lab.Tests.World;

namespace VsphereConnector.Lab.Tests;

/// <summary>The look into virtual machines by guest operations, with the script's own eyes.</summary>
[Collection(LabCollection.Name)]
public sealed class LookTests(Lab lab) : ProductTest(lab)
{
    [Fact]
    public async Task WhenAVirtualMachineIsLookedAt_ThenTheScriptRunsThereByGuestOperations_AndLeavesNothing()
    {
        var guest = await BootGuestAsync(GuestMount.NoExecution("/tmp"));
        await guest.CutPortAsync(Server.ConnectorPort, Token);
        const string everything = "find /var /tmp /usr/local /etc -xdev -newer /root/before ! -path '/var/log/*' ! -type d | sort";
        await guest.ShellAsync("touch /root/before", Token);

        var look = await Server.RunClientAsync(Token, "preflight", guest.Spec.Name, "--in-guest", "--all", "--guest-logon", "root", "--run-as", "jetuser");

        var operation = await Administrator.ShowAsync(Assert.Single(await Administrator.ListOperationsAsync(Token)).GetProperty("id").GetString()!, Token);
        AssertSuccess(operation);
        Assert.Equal(["GuestOperations"], operation.Channels);
        var codes = operation.Result.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("code").GetString()).ToList();
        Assert.Contains("guest-libc-supported", codes);
        Assert.Contains("install-account-root", codes);
        Assert.Contains("run-account-no-sudoer", codes);
        Assert.Contains("temp-folder-usable", codes);
        Assert.Contains("server-unreachable", codes);
        Assert.NotEqual(0, look.ExitCode);
        await InstalledConnector.AssertNothingTemporaryAsync(guest, Token);
        Assert.Equal("", await guest.ShellAsync(everything, Token));
    }
}
