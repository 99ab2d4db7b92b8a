using VsphereConnector.Lab.Tests.Product;
using VsphereConnector.Lab.Tests.World;

namespace VsphereConnector.Lab.Tests.Operations;

/// <summary>The real dnf and zypper, as Debian packages them, with a source of their own: a guest that has no apt, and no other manager either.</summary>
[Collection(OperationsLabCollection.Name)]
public sealed class RpmPatchTests(Lab lab) : ProductTest(lab)
{
    [Theory]
    [InlineData("dnf", "zypper", "0:1.0-1", "0:2.0-1")]
    [InlineData("zypper", "dnf", "1.0-1", "2.0-1")]
    public async Task WhenAPackageIsUpgraded_ThenItCanBeTakenBackAndRemoved(string manager, string other, string former, string later)
    {
        var guest = await BootRpmGuestAsync();
        AssertSuccess(await Administrator.DeployAsync(guest.Spec.Name, Token));
        await guest.ShellAsync($"rm -f /usr/bin/apt-get /usr/bin/{other}; mkdir -p /etc/rpm; echo '%_dbpath /var/lib/rpm' >/etc/rpm/macros", Token); // Debian's rpm has a database for each account

        AssertChange(manager, null, former, await SucceedAsync(guest, ["patches", "install"], "--package", "lab-tool=1.0", "--dry-run"));
        AssertChange(manager, null, former, await SucceedAsync(guest, ["patches", "install"], "--package", "lab-tool=1.0"));
        AssertChange(manager, former, later, await SucceedAsync(guest, ["patches", "install"], "--all-security", "--dry-run"));
        Assert.Equal("1.0", await guest.ShellAsync("cat /usr/share/lab-tool/version", Token));
        AssertChange(manager, former, later, await SucceedAsync(guest, ["patches", "install"], "--all-security"));
        Assert.Equal("2.0", await guest.ShellAsync("cat /usr/share/lab-tool/version", Token));
        AssertChange(manager, later, former, await SucceedAsync(guest, ["patches", "uninstall"], "--package", $"lab-tool={former}", "--dry-run"));
        AssertChange(manager, later, former, await SucceedAsync(guest, ["patches", "uninstall"], "--package", $"lab-tool={former}"));
        await FailAsync(guest, "patch-unknown", ["patches", "install"], "--package", "no-such-package");
        await FailAsync(guest, "patch-unknown", ["patches", "install"], "--package", "lab-tool=9.9");
        AssertChange(manager, former, null, await SucceedAsync(guest, ["patches", "uninstall"], "--package", "lab-tool", "--dry-run"));
        Assert.Equal("1.0", await guest.ShellAsync("cat /usr/share/lab-tool/version", Token));
    }

    private static void AssertChange(string manager, string? before, string? after, OperationView operation)
    {
        Assert.Equal(manager, operation.Result.GetProperty("manager").GetString());
        var change = Assert.Single(operation.Result.GetProperty("changes").EnumerateArray());
        Assert.Equal(("lab-tool", before, after), (change.GetProperty("name").GetString(), Text("before"), Text("after")));

        string? Text(string member) => change.TryGetProperty(member, out var text) ? text.GetString() : null;
    }
}
