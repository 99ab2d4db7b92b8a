using System.Text.Json;
using VsphereConnector.Connector.Tests.Testing;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Tests.Operations;

/// <summary>Over the channel of an installed connector; the package manager is a script that keeps its packages in a file, but for one dry run of the real one.</summary>
public sealed class PatchTests : IAsyncLifetime
{
    private TestInstallation _installation = null!;
    private TestServerChannel _channel = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TestMachine Machine => _installation.Machine;

    private string Commands => File.ReadAllText($"{Machine.Root}/commands");

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/apt-get"), "These tests need a system with apt.");
        (_installation, _channel) = await TestInstallation.InstallAsync(Token);
        var root = Machine.Root;
        File.WriteAllText($"{root}/packages", "ii \tbash\t5.1\nii \topenssl\t3.0\n");
        Replace("dpkg-query", $"cat {root}/packages");
        Replace("shutdown", $"echo shutdown \"$@\" >> {root}/commands");
        Replace(
            "apt-get",
            $$"""
            echo "$@" >> {{root}}/commands
            case "$*" in
              *nope*) echo 'E: Unable to locate package nope' >&2; exit 100 ;;
              *' -s '*upgrade) echo 'Inst openssl [3.0] (3.1 Debian-Security:12 [amd64])'; echo 'Inst bash [5.1] (5.2 Debian:12 [amd64])' ;;
              *' -s '*) echo 'Inst bash [5.1] (5.2 Debian:12 [amd64])' ;;
              *update) ;;
              *--allow-downgrades*deb) printf 'ii \tbash\t5.1\nii \textra\t1.0\nii \topenssl\t3.0\n' > {{root}}/packages; cat "$(echo "$@" | sed 's/.* //')" ;;
              *bash-) printf 'ii \topenssl\t3.0\n' > {{root}}/packages ;;
              *) printf 'ii \tbash\t5.2\nii \topenssl\t3.1\n' > {{root}}/packages; echo done ;;
            esac
            """);
    }

    public ValueTask DisposeAsync() => _installation?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task Install_ByName_TellsVersionsBeforeAndAfter()
    {
        var result = await InstallAsync(new() { Packages = [new("bash")] });
        Assert.Equal([new("bash", "5.1", "5.2"), new PatchChange("openssl", "3.0", "3.1")], result.Changes);
        Assert.Equal(("apt", false, false), (result.Manager, result.DryRun, result.RestartNeeded));
    }

    [Fact]
    public async Task Install_AsADryRun_ChangesNothing()
    {
        var result = await InstallAsync(new() { Packages = [new("bash")], DryRun = true });
        Assert.Equal([new PatchChange("bash", "5.1", "5.2")], result.Changes);
        Assert.DoesNotContain(Commands.Split('\n'), command => command.Length > 0 && !command.Contains(" -s ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Install_OfAllSecurityUpdates_InstallsThoseAlone()
    {
        await InstallAsync(new() { AllSecurityUpdates = true });
        Assert.EndsWith("install -- openssl=3.1\n", Commands, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Install_OfAFile_HandsItToThePackageManagerAndRemovesIt()
    {
        var sha256 = _installation.Server.AddPackage("the content of a package\n"u8.ToArray());
        var result = await InstallAsync(new() { Sha256 = sha256, FileName = "extra.deb" });
        Assert.Equal([new PatchChange("extra", null, "1.0")], result.Changes);
        Assert.Empty(Machine.Files.List(Machine.Folder.Work));
        Assert.Empty(Machine.Files.List(Machine.Folder.Packages));
    }

    [Fact]
    public async Task Install_OfWhatDoesNotExist_SaysSo() =>
        Assert.Equal("patch-unknown", (await TryInstallAsync(new() { Packages = [new("nope")] })).Error?.Code);

    [Fact]
    public async Task Uninstall_RemovesThePackage()
    {
        var parameters = JsonSerializer.SerializeToElement(new() { Packages = [new("bash")] }, ContractsJson.Default.UninstallPatchParameters);
        var end = await _channel.RunAsync(OperationKind.UninstallPatch, parameters, Token);
        Assert.Equal([new PatchChange("bash", "5.1", null)], ResultOf(end).Changes);
    }

    [Fact]
    public async Task Install_ThatNeedsARestart_RestartsOnlyWhenAskedAndWithinTheWindow()
    {
        Machine.Files.Write("/var/run/reboot-required", [], FileModes.Readable);
        var now = TimeProvider.System.GetUtcNow();
        var unasked = await InstallAsync(new() { Packages = [new("bash")] });
        Assert.Equal((true, null), (unasked.RestartNeeded, unasked.RestartAt));
        var late = await InstallAsync(new() { Packages = [new("bash")], Restart = new(now.AddHours(-2), now.AddHours(-1)) });
        Assert.Null(late.RestartAt);
        Assert.NotEmpty(late.Notes);
        Assert.DoesNotContain("shutdown", Commands, StringComparison.Ordinal);
        var later = await InstallAsync(new() { Packages = [new("bash")], Restart = new(now.AddHours(5), now.AddHours(6)) });
        Assert.Equal(now.AddHours(5), later.RestartAt);
        Assert.Contains("shutdown -r +", Commands, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"packages":[{"name":"bash"}],"allSecurityUpdates":true}""")]
    [InlineData("""{"packages":[{"name":"--purge"}]}""")]
    [InlineData("""{"packages":[{"name":"a b"}]}""")]
    [InlineData("""{"packages":[{"name":"bash","version":"-1"}]}""")]
    [InlineData("""{"packages":[null]}""")]
    [InlineData("""{"sha256":"12","fileName":"a.deb"}""")]
    [InlineData("""{"packages":[{"name":"bash"}],"restart":{"from":"2026-01-02T00:00:00Z","to":"2026-01-01T00:00:00Z"}}""")]
    public async Task Install_WithWrongParameters_RunsNothing(string parameters)
    {
        var end = await _channel.RunAsync(OperationKind.InstallPatch, JsonDocument.Parse(parameters).RootElement, Token);
        Assert.Equal("bad-parameters", end.Error?.Code);
        Assert.False(File.Exists($"{Machine.Root}/commands"));
    }

    [Fact]
    public async Task Install_OfAFileOfAnotherSystem_IsNotOffered() => Assert.Equal(
        "patch-not-offered", (await TryInstallAsync(new() { Sha256 = new string('0', 64), FileName = "update.msu" })).Error?.Code);

    [Fact]
    public async Task DryRun_WithTheRealApt_OfAPackageThatIsThere_WouldChangeNothing()
    {
        Machine.Replaced.Clear();
        var result = await InstallAsync(new() { Packages = [new("bash", VersionOfBash())], DryRun = true });
        Assert.Empty(result.Changes);
        Assert.Equal("patch-unknown", (await TryInstallAsync(new() { Packages = [new("no-such-package-at-all")], DryRun = true })).Error?.Code);
    }

    private static string VersionOfBash()
    {
        using var process = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("dpkg-query", ["-W", "-f", "${Version}", "bash"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        return process.StandardOutput.ReadToEnd();
    }

    private void Replace(string program, string script)
    {
        var path = $"{Machine.Root}/upload/{program}";
        Machine.Files.WriteAtomically(path, System.Text.Encoding.UTF8.GetBytes($"#!/bin/sh\n{script}\n"), FileModes.Executable);
        Machine.Replaced[program] = path;
    }

    private Task<OperationFinished> TryInstallAsync(InstallPatchParameters parameters) =>
        _channel.RunAsync(OperationKind.InstallPatch, JsonSerializer.SerializeToElement(parameters, ContractsJson.Default.InstallPatchParameters), Token);

    private async Task<PatchResult> InstallAsync(InstallPatchParameters parameters) => ResultOf(await TryInstallAsync(parameters));

    private static PatchResult ResultOf(OperationFinished end)
    {
        Assert.True(end.Outcome == OperationOutcome.Succeeded, end.Error?.ToString());
        return end.Result!.Value.Deserialize(ContractsJson.Default.PatchResult)!;
    }
}
