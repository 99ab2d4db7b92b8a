using VsphereConnector.Lab.Tests.Product;
using VsphereConnector.Lab.Tests.World;

namespace VsphereConnector.Lab.Tests.Operations;

/// <summary>Agents in real guests: the samples, and what no agent may be.</summary>
[Collection(LabCollection.Name)]
public sealed class AgentTests(Lab lab) : ProductTest(lab)
{
    private protected override bool HasPassed => false;

    private const string Agents = "/usr/local/intigua/Intigua-Libs", Exporter = "prometheus-node-exporter";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task WhenSoftwareOfDebianIsInstalledAsAnAgent_ThenItIsSupervisedStoppedAndRemoved()
    {
        var guest = await DeployAsync();
        var zip = await Server.PutFileAsync("node-exporter.zip", await AgentZip.NodeExporterAsync(Token), Token);

        var installed = await SucceedAsync(guest, ["agents", "install"], "--package", zip);
        Assert.Equal("Running", installed.Result.GetProperty("state").GetString());
        Assert.Contains($"nodename=\"{guest.Spec.Name}\"", await MetricsAsync(guest), StringComparison.Ordinal);

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
        var unknown = await Administrator.OperateAsync(guest.Spec.Name, "InstallAgent", new { Sha256 = new string('0', 64) }, Token);
        Assert.Equal("package-not-given", unknown.ErrorCode);

        Assert.Equal(before, await guest.ShellAsync($"find {Agents} -type f ! -name beat -exec sha256sum {{}} +", Token));
        Assert.NotEqual("", await guest.ShellAsync("pgrep -f '[h]eartbeat.sh'", Token));
        Assert.Equal("", await guest.ShellAsync("ls /etc/cron.d | grep evil || true", Token));
    }

    [Fact]
    public async Task WhenTheDiskIsFull_ThenTheOperationSaysSoAndTheConnectorIsAlive()
    {
        var guest = await BootGuestAsync(GuestMount.Small("/usr/local", megabytes: 64));
        AssertSuccess(await Administrator.DeployAsync(guest.Spec.Name, Token));

        await FailAsync(guest, "disk-full", ["agents", "install"], "--package", await Server.PutFileAsync("node-exporter.zip", await AgentZip.NodeExporterAsync(Token), Token));

        Assert.Equal("", await guest.ShellAsync($"ls {Agents} 2>/dev/null || true", Token));
    }

    private async Task RefusedAsync(Guest guest, string code, byte[] zip) =>
        await FailAsync(guest, code, ["agents", "install"], "--package", await Server.PutFileAsync("bad.zip", zip, Token));

    private static Task<string> PidAsync(Guest guest) => guest.ShellAsync($"pgrep -f '[b]in/{Exporter}' || true", Token);

    private static Task<string> MetricsAsync(Guest guest) =>
        guest.ShellAsync("bash -c 'exec 3<>/dev/tcp/127.0.0.1/9100; printf \"GET /metrics HTTP/1.0\\r\\n\\r\\n\" >&3; grep ^node_uname_info <&3'", Token);
}
