using System.Globalization;
using VsphereConnector.Lab.Tests.World;

namespace VsphereConnector.Lab.Tests.Product;

/// <summary>What can be seen of a connector in its guest.</summary>
internal static class InstalledConnector
{
    public const string Folder = "/usr/local/intigua/vAgentManager";

    private const int MostResidentKilobytes = 40_000_000 / 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Exactly one connector runs, in its own session, and is where the product says that it is.</summary>
    public static async Task AssertSoundAsync(Guest guest, CancellationToken token)
    {
        var fields = (await guest.ShellAsync("ps -C vlink -o pid=,sid=", token)).Split('\n');
        var process = Assert.Single(fields).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(process[0], process[1]);

        Assert.Equal(process[0], await guest.ShellAsync("cat /var/run/vlink.pid", token));
        Assert.NotEqual("", await guest.ShellAsync("readlink /etc/rc5.d/S30vlink", token));
        Assert.Equal("yes", await guest.ShellAsync($"test -x {Folder}/vlink && echo yes", token));
        await AssertNothingTemporaryAsync(guest, token);
    }

    /// <summary>A connector comes to rest with less memory than promised.</summary>
    public static Task AssertSmallAsync(Guest guest, CancellationToken token)
    {
        var resident = 0;
        return Eventually.TrueAsync(
            async () => (resident = await ReadResidentKilobytesAsync(guest, token)) <= MostResidentKilobytes,
            () => $"The connector takes {resident} KiB.",
            Patience,
            token);
    }

    /// <summary>Whatever it has done so far, it has not kept it in memory.</summary>
    public static async Task AssertNeverLargeAsync(Guest guest, CancellationToken token) => Assert.InRange(
        int.Parse(await guest.ShellAsync("awk '/VmHWM/ { print $2 }' /proc/$(pgrep -x vlink)/status", token), CultureInfo.InvariantCulture), 1, 2 * MostResidentKilobytes);

    private static async Task<int> ReadResidentKilobytesAsync(Guest guest, CancellationToken token) =>
        int.Parse(await guest.ShellAsync("ps -C vlink -o rss=", token), CultureInfo.InvariantCulture);

    /// <summary>No installation has left anything in a temp folder.</summary>
    public static async Task AssertNothingTemporaryAsync(Guest guest, CancellationToken token) =>
        Assert.Equal("", await guest.ShellAsync("ls -d /var/jetpatch-temp/* /tmp/* /var/tmp/* 2>/dev/null || true", token));

    public static async Task<int> CountProcessesAsync(Guest guest, CancellationToken token) =>
        int.Parse(await guest.ShellAsync("ps -C vlink -o pid= | wc -l", token), CultureInfo.InvariantCulture);
}
