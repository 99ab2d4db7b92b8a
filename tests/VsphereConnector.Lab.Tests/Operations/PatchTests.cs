using System.Text.Json;
using VsphereConnector.Lab.Tests.Product;
using VsphereConnector.Lab.Tests.World;

namespace VsphereConnector.Lab.Tests.Operations;

/// <summary>A package of a real Debian, upgraded and taken back by its own apt.</summary>
[Collection(OperationsLabCollection.Name)]
public sealed class PatchTests(Lab lab) : ProductTest(lab)
{
    private const string Later = "99.1+lab1";

    [Fact]
    public async Task WhenAPackageIsUpgraded_ThenItCanBeTakenBackToItsFormerVersion()
    {
        var guest = await DeployWithSourceAsync();
        var former = await VersionAsync(guest);

        AssertChange(await SucceedAsync(guest, ["patches", "install"], "--package", $"hostname={Later}", "--dry-run"), former, Later);
        Assert.Equal(former, await VersionAsync(guest));

        AssertChange(await SucceedAsync(guest, ["patches", "install"], "--package", "hostname"), former, Later);
        Assert.Equal(Later, await VersionAsync(guest));
        Assert.Empty((await SucceedAsync(guest, ["patches", "install"], "--package", "hostname")).Result.GetProperty("changes").EnumerateArray());

        AssertChange(await SucceedAsync(guest, ["patches", "uninstall"], "--package", $"hostname={former}"), Later, former);
        Assert.Equal(former, await VersionAsync(guest));

        AssertChange(await SucceedAsync(guest, ["patches", "install"], "--package", $"hostname={Later}"), former, Later);
        Assert.Equal(guest.Spec.Name, await guest.ShellAsync("hostname", Token));
    }

    [Fact]
    public async Task WhenAllSecurityUpdatesAreInstalled_ThenThoseOfASecuritySourceAre()
    {
        var guest = await DeployWithSourceAsync();
        var former = await VersionAsync(guest);

        AssertChange(await SucceedAsync(guest, ["patches", "install"], "--all-security", "--dry-run"), former, Later);
        AssertChange(await SucceedAsync(guest, ["patches", "install"], "--all-security"), former, Later);

        await guest.ShellAsync("touch /run/reboot-required", Token);
        var nothing = (await SucceedAsync(guest, ["patches", "install"], "--all-security")).Result;
        Assert.True(nothing.GetProperty("restartNeeded").GetBoolean());
        Assert.False(nothing.TryGetProperty("restartAt", out _));
    }

    [Fact]
    public async Task WhenAPackageComesAsAFile_ThenItIsInstalled()
    {
        var guest = await DeployWithSourceAsync();
        var former = await VersionAsync(guest);
        var file = await Server.PutFileAsync("hostname.deb", await File.ReadAllBytesAsync($"{guest.Files}/srv/apt/hostname_{Later}.deb", Token), Token);

        AssertChange(await SucceedAsync(guest, ["patches", "install"], "--file", file), former, Later);

        Assert.Equal("", await guest.ShellAsync($"ls {InstalledConnector.Folder}/packages", Token));
    }

    [Fact]
    public async Task WhenAPatchDoesNotExist_ThenTheOperationSaysSoAndNothingChanges()
    {
        var guest = await DeployWithSourceAsync();
        var before = await guest.ShellAsync("dpkg-query --show", Token);

        await FailAsync(guest, "patch-unknown", ["patches", "install"], "--package", "no-such-package");
        await FailAsync(guest, "patch-unknown", ["patches", "install"], "--package", "hostname=0.0.1");
        await FailAsync(guest, "patch-failed", ["patches", "install"], "--file", await Server.PutFileAsync("broken.deb", [1, 2, 3], Token));
        await FailAsync(guest, "patch-not-offered", ["patches", "install"], "--file", await Server.PutFileAsync("other.rpm", [1, 2, 3, 4], Token));

        Assert.Equal(before, await guest.ShellAsync("dpkg-query --show", Token));
    }

    [Fact]
    public async Task WhenTheDiskIsFull_ThenTheOperationSaysSoAndNothingChanges()
    {
        var guest = await BootGuestAsync(GuestMount.Small("/usr/local", megabytes: 128));
        AssertSuccess(await Administrator.DeployAsync(guest.Spec.Name, Token));
        var before = await guest.ShellAsync("dpkg-query --show", Token);
        await guest.ShellAsync("head -c $(($(df --output=avail -k /usr/local | tail -n 1) - 4096))k /dev/zero >/usr/local/filler", Token);

        await FailAsync(guest, "disk-full", ["patches", "install"], "--file", await Server.PutFileAsync("large.deb", new byte[8 * 1024 * 1024], Token));

        Assert.Equal(before, await guest.ShellAsync("dpkg-query --show", Token));
        Assert.Equal("", await guest.ShellAsync($"ls {InstalledConnector.Folder}/packages", Token));
    }

    [Fact]
    public async Task WhenThePackageManagerRunsOutOfRoom_ThenTheOperationSaysSo()
    {
        var guest = await DeployWithSourceAsync();
        var former = await VersionAsync(guest);
        const string documents = "/usr/share/doc/hostname";
        await guest.ShellAsync($"mount -t tmpfs -o size=16k tmpfs {documents} && head -c 64k /dev/zero >{documents}/filler || true", Token);

        await FailAsync(guest, "disk-full", ["patches", "install"], "--package", "hostname");

        await guest.ShellAsync($"umount {documents}", Token);
        AssertChange(await SucceedAsync(guest, ["patches", "install"], "--package", "hostname"), former, Later);
    }

    private async Task<Guest> DeployWithSourceAsync()
    {
        var guest = await DeployAsync();
        var script = await File.ReadAllTextAsync(LabFiles.Script("apt-source.sh"), Token);
        (await guest.RunAsync(Token, "sh", "-c", script, "apt-source.sh", Later)).EnsureSuccess();
        return guest;
    }

    private static Task<string> VersionAsync(Guest guest) => guest.ShellAsync("dpkg-query --show --showformat='${Version}' hostname", Token);

    private static void AssertChange(OperationView operation, string before, string after)
    {
        var change = Assert.Single(operation.Result.GetProperty("changes").EnumerateArray());
        Assert.Equal(("hostname", before, after), (Text(change, "name"), Text(change, "before"), Text(change, "after")));
    }

    private static string? Text(JsonElement change, string member) => change.GetProperty(member).GetString();
}
