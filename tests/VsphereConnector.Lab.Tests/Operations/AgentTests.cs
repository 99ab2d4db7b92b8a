using System.Text.Json;
using VsphereConnector.Lab.Tests.Product;
using VsphereConnector.Lab.Tests.World;

namespace VsphereConnector.Lab.Tests.Operations;

/// <summary>Agents in real guests: the samples, and what no agent may be.</summary>
[Collection(OperationsLabCollection.Name)]
public sealed class AgentTests(Lab lab) : ProductTest(lab)
{
    private const string Agents = "/usr/local/intigua/Intigua-Libs", Exporter = "prometheus-node-exporter";
    private const string Filler = "fallocate /usr/local/filler --length";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task WhenSoftwareOfDebianIsInstalledAsAnAgent_ThenItIsSupervisedStoppedAndRemoved()
    {
        var guest = await DeployAsync();
        var zip = await Server.PutFileAsync("node-exporter.zip", await AgentZip.NodeExporterAsync(Token), Token);

        var installed = await SucceedAsync(guest, ["agents", "install"], "--package", zip);
        Assert.Equal("Running", installed.Result.GetProperty("state").GetString());
        Assert.Contains($"nodename=\"{guest.Spec.Name}\"", await AnswerAsync(guest, 9100, "node_uname_info"), StringComparison.Ordinal);

        var first = await PidAsync(guest);
        await guest.ShellAsync($"kill -KILL {first}", Token);
        await Eventually.TrueAsync(async () => await PidAsync(guest) is { Length: > 0 } pid && pid != first, () => "it was not started again", Patience, Token);
        await Eventually.TrueAsync(
            async () => (await SucceedAsync(guest, ["status"])).Result.GetProperty("agents")[0].GetProperty("restarts").GetInt32() == 1, () => "the status does not tell", Patience, Token);

        await SucceedAsync(guest, ["agents", "stop"], "--agent", "node-exporter");
        Assert.Equal("", await PidAsync(guest));
        Assert.True((await SucceedAsync(guest, ["agents", "stop"], "--agent", "node-exporter")).Result.GetProperty("alreadySo").GetBoolean());
        await SucceedAsync(guest, ["agents", "start"], "--agent", "node-exporter");
        Assert.NotEqual("", await PidAsync(guest));

        await SucceedAsync(guest, ["agents", "uninstall"], "--agent", "node-exporter");
        Assert.Equal("", await PidAsync(guest));
        Assert.Equal("", await guest.ShellAsync($"ls {Agents}", Token));
        Assert.True((await SucceedAsync(guest, ["agents", "uninstall"], "--agent", "node-exporter")).Result.GetProperty("alreadySo").GetBoolean());
    }

    [Fact]
    public async Task WhenThePackageNamesALibrary_ThenTheKernelHasItInTheAgent()
    {
        var guest = await DeployAsync();
        var library = await File.ReadAllBytesAsync(guest.Files + "/lib/x86_64-linux-gnu/libm.so.6", Token);
        var zip = AgentZip.Of(
            """
            { "name": "hooked", "version": "1", "operatingSystem": "linux", "architecture": "x64", "preloadLibrary": "lib/hook.so",
              "commands": { "start": { "program": "sleep", "arguments": [ "4711" ] } } }
            """,
            ("lib/hook.so", library));

        await SucceedAsync(guest, ["agents", "install"], "--package", await Server.PutFileAsync("hooked.zip", zip, Token));

        Assert.Contains($"{Agents}/hooked/lib/hook.so", await guest.ShellAsync("cat /proc/$(pgrep -f '[s]leep 4711')/maps", Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhenAPackageIsBad_ThenTheOperationSaysSoAndTheAgentBeforeRunsOn()
    {
        var guest = await DeployAsync();
        await SucceedAsync(guest, ["agents", "install"], "--package", await Server.PutFileAsync("heartbeat.zip", AgentZip.Heartbeat(), Token));
        var before = await guest.ShellAsync($"find {Agents} -type f ! -name beat -exec sha256sum {{}} +", Token);
        const string manifest = """{ "name": "heartbeat", "version": "2", "operatingSystem": "OS", "architecture": "any", "commands": { "start": { "program": "sleep", "arguments": [ "1" ] } } }""";
        var good = manifest.Replace("OS", "linux", StringComparison.Ordinal);

        await RefusedAsync(guest, "agent-package-refused", AgentZip.Of(good, ("../../../../etc/cron.d/evil", [1])));
        await RefusedAsync(guest, "agent-package-refused", AgentZip.Of(good, ("bomb", new byte[200 * 1024 * 1024])));
        await RefusedAsync(guest, "agent-package-refused", AgentZip.Of("{}"));
        await RefusedAsync(guest, "agent-for-another-system", AgentZip.Of(manifest.Replace("OS", "windows", StringComparison.Ordinal)));
        await RefusedAsync(guest, "agent-not-started", AgentZip.Of(good.Replace("sleep", "false", StringComparison.Ordinal)));
        await DamagedAsync(guest, AgentZip.Of(good, ("other", [2])));
        var unknown = await Administrator.OperateAsync(guest.Spec.Name, "InstallAgent", new { Sha256 = new string('0', 64) }, Token);
        Assert.Equal("package-not-given", unknown.ErrorCode);

        Assert.Equal(before, await guest.ShellAsync($"find {Agents} -type f ! -name beat -exec sha256sum {{}} +", Token));
        Assert.NotEqual("", await guest.ShellAsync("pgrep -f '[h]eartbeat.sh'", Token));
        Assert.Equal("", await guest.ShellAsync("ls /etc/cron.d | grep evil || true", Token));
    }

    [Fact]
    public async Task WhenASelfContainedProgramIsInstalledAsAnAgent_ThenItAnswersAndIsRemoved()
    {
        var guest = await DeployAsync();

        await SucceedAsync(
            guest, ["agents", "install"], "--package", await Server.PutFileAsync("machine-metrics.zip", await AgentZip.MachineMetricsAsync("linux", Token), Token));

        Assert.StartsWith("machine_processes ", await AnswerAsync(guest, 9182, "machine_processes"), StringComparison.Ordinal);
        await SucceedAsync(guest, ["agents", "uninstall"], "--agent", "machine-metrics");
        Assert.Equal("", await guest.ShellAsync($"ls {Agents}; pgrep -f '[m]achine-metrics' || true", Token));
    }

    [Fact]
    public async Task WhenAnAgentKeepsEnding_ThenItIsGivenUpAtItsLimit()
    {
        var guest = await DeployAsync();
        var zip = AgentZip.Of(
            """
            { "name": "short", "version": "1", "operatingSystem": "linux", "architecture": "any", "limits": { "restartsPerDay": 2, "startSeconds": 1 },
              "commands": { "start": { "program": "sleep", "arguments": [ "2" ] } } }
            """);
        await SucceedAsync(guest, ["agents", "install"], "--package", await Server.PutFileAsync("short.zip", zip, Token));

        JsonElement agent = default;
        await Eventually.TrueAsync(
            async () =>
            {
                agent = (await SucceedAsync(guest, ["status"])).Result.GetProperty("agents")[0];
                return agent.GetProperty("state").GetString() == "GivenUp";
            },
            () => $"it is not given up: {agent}", Patience, Token);

        Assert.Equal(2, agent.GetProperty("restarts").GetInt32());
        Assert.Equal("Running", (await SucceedAsync(guest, ["agents", "start"], "--agent", "short")).Result.GetProperty("state").GetString());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(12)]
    public async Task WhenTheDiskGetsFull_ThenTheOperationSaysSoAndAllIsAsBefore(int megabytesLeft)
    {
        var guest = await DeployToSmallDiskAsync();
        await SucceedAsync(guest, ["agents", "install"], "--package", await Server.PutFileAsync("heartbeat.zip", AgentZip.Heartbeat(), Token));
        var before = await guest.ShellAsync($"find {Agents} {InstalledConnector.Folder}/packages -type f ! -name beat", Token);
        await guest.ShellAsync($"{Filler} $(($(df --output=avail -k /usr/local | tail -n 1) - {megabytesLeft} * 1024))k", Token);

        await FailAsync(guest, "disk-full", ["agents", "install"], "--package", await Server.PutFileAsync("node-exporter.zip", await AgentZip.NodeExporterAsync(Token), Token));

        Assert.Equal(before, await guest.ShellAsync($"find {Agents} {InstalledConnector.Folder}/packages -type f ! -name beat", Token));
        Assert.NotEqual("", await guest.ShellAsync("pgrep -f '[h]eartbeat.sh'", Token));
    }

    [Fact]
    public async Task WhenNothingIsLeftOnTheDisk_ThenTheOperationSaysSoAndTheConnectorServesAgainOnceThereIs()
    {
        var guest = await DeployToSmallDiskAsync();
        await guest.ShellAsync($"{Filler} 1g 2>/dev/null; cat /dev/zero >>/usr/local/rest 2>/dev/null; df --output=avail /usr/local", Token);

        var task = await Administrator.RunTaskAsync(guest.Spec.Name, "touch /root/was-here", Token);

        Assert.Equal("journal-not-writable", task.ErrorCode);
        Assert.Equal("", await guest.ShellAsync("ls /root/was-here 2>/dev/null || true", Token));
        await guest.ShellAsync("rm /usr/local/filler /usr/local/rest", Token);
        await AssertRunsTasksAsync(guest);
        await InstalledConnector.AssertSoundAsync(guest, Token);
    }

    private async Task<Guest> DeployToSmallDiskAsync()
    {
        var guest = await BootGuestAsync(GuestMount.Small("/usr/local", megabytes: 128));
        AssertSuccess(await Administrator.DeployAsync(guest.Spec.Name, Token));
        return guest;
    }

    private async Task RefusedAsync(Guest guest, string code, byte[] zip) =>
        await FailAsync(guest, code, ["agents", "install"], "--package", await Server.PutFileAsync("bad.zip", zip, Token));

    /// <summary>What the server keeps of a package is not what it was any more.</summary>
    private async Task DamagedAsync(Guest guest, byte[] zip)
    {
        var sha256 = await Administrator.AddPackageAsync("damaged.zip", zip, Token);
        await Server.DamagePackageAsync(sha256, Token);
        var operation = await Administrator.OperateAsync(guest.Spec.Name, "InstallAgent", new { Sha256 = sha256 }, Token);
        Assert.True(operation.ErrorCode == "package-damaged", operation.ToString());
    }

    private static Task<string> PidAsync(Guest guest) => guest.ShellAsync($"pgrep -f '[b]in/{Exporter}' || true", Token);

    private static Task<string> AnswerAsync(Guest guest, int port, string metric) => guest.ShellAsync(
        $"bash -c 'exec 3<>/dev/tcp/127.0.0.1/{port}; printf \"GET /metrics HTTP/1.0\\r\\n\\r\\n\" >&3; grep ^{metric} <&3'", Token);
}
