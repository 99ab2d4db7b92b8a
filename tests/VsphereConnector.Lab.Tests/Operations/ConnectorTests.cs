using System.IO.Compression;
using System.Text;
using System.Text.Json;
using VsphereConnector.Lab.Tests.Product;
using VsphereConnector.Lab.Tests.World;

namespace VsphereConnector.Lab.Tests.Operations;

/// <summary>What is done to the connector itself in real guests: status, configuration, logs, upgrade, removal.</summary>
[Collection(OperationsLabCollection.Name)]
public sealed class ConnectorTests(Lab lab) : ProductTest(lab)
{
    private const string NextVersion = "0.2.0";

    [Fact]
    public async Task WhenSomethingIsMissingOnTheEndpoint_ThenTheStatusNamesIt()
    {
        var guest = await DeployAsync();
        Assert.DoesNotContain(await ChecksAsync(guest), check => check.State is "Missing" or "Wrong" or "Extra");

        await guest.ShellAsync($"rm /etc/rc5.d/S30vlink; touch {InstalledConnector.Folder}/stranger", Token);

        var checks = await ChecksAsync(guest);
        Assert.Contains(checks, check => check.State == "Missing" && check.Name.Contains("S30vlink", StringComparison.Ordinal));
        Assert.Contains(checks, check => check.State == "Extra" && check.ToString().Contains("stranger", StringComparison.Ordinal));
        var shown = (await Server.RunClientAsync(Token, "status", guest.Spec.Name)).EnsureSuccess().Output;
        Assert.Contains("Missing: ", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhenAConfigurationCutsTheConnectorOff_ThenItTakesTheChangeBack()
    {
        var guest = await DeployAsync();
        await SucceedAsync(guest, ["configure"], "--log-level", "Debug", "--keep-alive", "30");
        var before = await guest.ShellAsync($"cat {InstalledConnector.Folder}/config.json", Token);
        Assert.Contains("Debug", before, StringComparison.Ordinal);

        await FailAsync(guest, "configuration-taken-back", ["configure"], "--proxy", "http://10.77.0.99:3128", "--trial", "5");
        await FailAsync(guest, "bad-parameters", ["configure"], "--keep-alive", "1", "--log-level", "Info");

        Assert.Equal(before, await guest.ShellAsync($"cat {InstalledConnector.Folder}/config.json", Token));
    }

    [Fact]
    public async Task WhenLogsAreRetrieved_ThenTheyAreHereWithoutSecrets()
    {
        var guest = await DeployAsync();
        await guest.ShellAsync($"echo \"$(date -u +%FT%TZ) [Info] password=open-sesame\" >>{InstalledConnector.Folder}/log/vlink.log", Token);
        var folder = Path.GetDirectoryName(await Server.PutFileAsync("here", [], Token)) + "/logs";

        var retrieved = await SucceedAsync(guest, ["logs"], "--into", folder);

        var file = Assert.Single(Directory.GetFiles(Server.FromOutside(folder)));
        using var text = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        var log = await text.ReadToEndAsync(Token);
        Assert.Contains("The channel to", log, StringComparison.Ordinal);
        Assert.DoesNotContain("open-sesame", log, StringComparison.Ordinal);
        Assert.Equal(retrieved.Result.GetProperty("textBytes").GetInt64(), Encoding.UTF8.GetByteCount(log));
    }

    [Fact]
    public async Task WhenTheConnectorIsUpgraded_ThenTheNextVersionServesWithTheSameIdentity()
    {
        var guest = await DeployAsync();
        var identity = await guest.ShellAsync($"sha256sum {InstalledConnector.Folder}/identity*", Token);
        var program = await Server.PutFileAsync("vlink", await File.ReadAllBytesAsync(await LabFiles.NextConnectorAsync(NextVersion, Token) + "/vlink", Token), Token);

        var upgraded = await SucceedAsync(guest, ["upgrade"], "--program", program, "--expect-version", NextVersion, "--timeout", "300");

        Assert.Equal(NextVersion, upgraded.Result.GetProperty("version").GetString());
        Assert.Equal(NextVersion, await VersionAsync(guest));
        Assert.Equal(identity, await guest.ShellAsync($"sha256sum {InstalledConnector.Folder}/identity*", Token));
        await AssertRunsTasksAsync(guest);
        await InstalledConnector.AssertSoundAsync(guest, Token);
        Assert.True((await SucceedAsync(guest, ["upgrade"], "--program", program)).Result.GetProperty("alreadySo").GetBoolean());
    }

    [Fact]
    public async Task WhenTheNextVersionDoesNotReachTheServer_ThenTheOneBeforeComesBackByItself()
    {
        var guest = await DeployAsync();
        var before = await guest.ShellAsync($"sha256sum {InstalledConnector.Folder}/vlink", Token);
        var dud = await Server.PutFileAsync("vlink", "#!/bin/sh\n[ \"$1\" = --version ] && echo 9.9.9 && exit 0\nexec sleep 1000\n"u8.ToArray(), Token);
        var none = await Server.PutFileAsync("none", "not a program"u8.ToArray(), Token);

        await FailAsync(guest, "upgrade-taken-back", ["upgrade"], "--program", dud, "--trial", "5", "--timeout", "300");
        await FailAsync(guest, "upgrade-refused", ["upgrade"], "--program", none);

        Assert.Equal(before, await guest.ShellAsync($"sha256sum {InstalledConnector.Folder}/vlink", Token));
        await InstalledConnector.AssertSoundAsync(guest, Token);
    }

    [Fact]
    public async Task WhenTheConnectorIsUninstalledOverItsChannel_ThenItReportsAndNothingIsLeft()
    {
        var guest = await BootGuestAsync();
        var before = await GuestFiles.ReadAsync(guest, Token);
        AssertSuccess(await Administrator.DeployAsync(guest.Spec.Name, Token));
        await SucceedAsync(guest, ["agents", "install"], "--package", await Server.PutFileAsync("heartbeat.zip", AgentZip.Heartbeat(), Token));

        var report = (await SucceedAsync(guest, ["uninstall"])).Result;

        Assert.Empty(report.GetProperty("residue").EnumerateArray());
        Assert.NotEmpty(report.GetProperty("removed").EnumerateArray());
        await Eventually.TrueAsync(
            async () => await InstalledConnector.CountProcessesAsync(guest, Token) == 0 && !(await GuestFiles.ReadAsync(guest, Token)).Except(before).Any(),
            () => "the connector is still there", TimeSpan.FromSeconds(60), Token);
        Assert.Equal("", await guest.ShellAsync("pgrep -f '[h]eartbeat' || true", Token));
    }

    private async Task<IReadOnlyList<(string Name, string State, string Detail)>> ChecksAsync(Guest guest) =>
        [.. (await SucceedAsync(guest, ["status"])).Result.GetProperty("checks").EnumerateArray().Select(check => (Text(check, "name"), Text(check, "state"), Text(check, "detail")))];

    private async Task<string> VersionAsync(Guest guest) => Text((await SucceedAsync(guest, ["status"])).Result, "version");

    private static string Text(JsonElement element, string member) => element.TryGetProperty(member, out var value) ? value.GetString() ?? "" : "";
}
