using System.Text.Json;
using VsphereConnector.Lab.Tests.World;

namespace VsphereConnector.Lab.Tests;

/// <summary>The lab itself, without the product: an independent client of its vCenter works in its guests.</summary>
[Collection(LabCollection.Name)]
public sealed class WorldTests(Lab lab)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WhenAnIndependentClientRunsAScript_ThenItRanInThatGuest()
    {
        lab.Require();
        await using var first = await lab.BootGuestAsync(Token);
        await using var second = await lab.BootGuestAsync(Token);

        foreach (var guest in new[] { first, second })
        {
            var answer = await RunScriptAsync(guest.Spec, Vcsim.Accounts["root"]);

            var seen = JsonDocument.Parse(answer.EnsureSuccess().Output).RootElement;
            Assert.Equal([guest.Spec.Name, "root"], seen.GetProperty("output").EnumerateArray().Select(line => line.GetString()));
            Assert.Equal(7, seen.GetProperty("exitCode").GetInt32());
            Assert.Contains("script", seen.GetProperty("files").EnumerateArray().Select(file => file.GetString()));
            Assert.Equal("guestToolsRunning", seen.GetProperty("toolsRunningStatus").GetString());
            Assert.Equal(JsonValueKind.Null, seen.GetProperty("guestOperationsReady").ValueKind);
            Assert.Equal(JsonValueKind.Null, seen.GetProperty("guestFamily").ValueKind);
            Assert.False(seen.GetProperty("authManager").GetBoolean());
        }
    }

    [Fact]
    public async Task WhenAPasswordIsWrong_ThenTheLogonFailsAndIsCounted()
    {
        lab.Require();
        await using var guest = await lab.BootGuestAsync(Token);

        var answer = await RunScriptAsync(guest.Spec, "wrong");

        Assert.Contains("InvalidGuestLogin", answer.Error, StringComparison.Ordinal);
        var logons = (await lab.Vcsim.ReadJournalAsync(Token)).Logons.Where(logon => logon.Machine == guest.Spec.Name);
        Assert.False(Assert.Single(logons).Accepted);
    }

    [Fact]
    public async Task WhenAMachineIsPoweredOff_ThenGuestOperationsSaySo()
    {
        lab.Require();

        var answer = await RunScriptAsync(lab.TakeMachine(), Vcsim.Accounts["root"]);

        Assert.Contains("InvalidPowerState", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhenAGuestIsBootedAgain_ThenItKeepsItsFilesButNoProcess()
    {
        lab.Require();
        await using var guest = await lab.BootGuestAsync(Token);
        await guest.ShellAsync("echo kept > /root/kept; setsid sleep 1000 >/dev/null 2>&1 &", Token);

        await guest.ShutDownAsync(Token);
        await guest.BootAsync(Token);

        Assert.Equal("kept", await guest.ShellAsync("cat /root/kept", Token));
        Assert.Equal("", await guest.ShellAsync("ps -e -o args= | grep '^sleep 1000' || true", Token));
    }

    [Fact]
    public async Task WhenAGuestIsCloned_ThenFilesAreTheSameAndTheMachineIsAnother()
    {
        lab.Require();
        await using var original = await lab.BootGuestAsync(Token);
        await original.ShellAsync("echo copied > /root/copied; sync", Token);

        await using var clone = await lab.CloneGuestAsync(original, Token);

        Assert.Equal("copied", await clone.ShellAsync("cat /root/copied", Token));
        Assert.Equal(await original.ShellAsync("cat /etc/machine-id", Token), await clone.ShellAsync("cat /etc/machine-id", Token));
        foreach (var question in new[] { "hostname", "cat /sys/class/dmi/id/product_uuid", "ip -brief link show eth0" })
            Assert.NotEqual(await original.ShellAsync(question, Token), await clone.ShellAsync(question, Token));
    }

    [Fact]
    public async Task WhenAnOrphanEnds_ThenTheGuestReapsIt()
    {
        lab.Require();
        await using var guest = await lab.BootGuestAsync(Token);

        var orphan = await guest.ShellAsync("sh -c 'sleep 0.1 >/dev/null 2>&1 & echo $!'", Token);

        await Eventually.TrueAsync(
            async () => (await guest.RunAsync(Token, "test", "-e", "/proc/" + orphan)).ExitCode != 0,
            () => "the orphan has become a zombie", TimeSpan.FromSeconds(10), Token);
    }

    [Fact]
    public async Task WhenAFolderIsMountedWithoutExecution_ThenProgramsDoNotStartThere()
    {
        lab.Require();
        await using var guest = await lab.BootGuestAsync(Token, GuestMount.NoExecution("/tmp"), GuestMount.Small("/opt", 1));

        Assert.NotEqual(0, (await guest.RunAsync(Token, "sh", "-c", "cp /bin/true /tmp/program && /tmp/program")).ExitCode);
        Assert.NotEqual(0, (await guest.RunAsync(Token, "sh", "-c", "head -c 2000000 /dev/zero > /opt/file")).ExitCode);
    }

    private Task<CommandResult> RunScriptAsync(GuestSpec machine, string guestPassword)
    {
        var url = lab.Vcsim.Url;
        var secrets = new { user = Vcsim.User, password = Vcsim.Password, guestUser = "root", guestPassword };
        return lab.Hub.RunAsync(
            ["/usr/bin/python3", LabFiles.Script("guest_operations.py"), url.Host, FormattableString.Invariant($"{url.Port}"),
                Hub.Folder + "/vcsim/certificate.pem", machine.Name],
            Token, JsonSerializer.Serialize(secrets));
    }
}
