using System.Text.Json;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Daemon;
using VsphereConnector.Connector.Tests.Testing;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Installation;

namespace VsphereConnector.Connector.Tests.Installation;

public sealed class InstallTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Install_OnAnEmptyMachine_PutsEverythingInItsPlaceAndReports()
    {
        var (installation, _) = await TestInstallation.InstallAsync(Token);
        await using var _installation = installation;
        var (machine, folder) = (installation.Machine, installation.Machine.Folder);

        Assert.Equal(FileModes.Private, machine.Files.ModeOf(folder.Configuration));
        Assert.Equal(FileModes.Private, machine.Files.ModeOf(folder.Identity));
        Assert.Equal("/etc/init.d/vlink", machine.Files.ReadLink(Locations.StartLink));
        Assert.DoesNotContain(TestServer.Token, File.ReadAllText(folder.Configuration));
        var (exitCode, output) = await machine.RunAsync(Token, "status");
        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public async Task Install_ThatSucceeds_EndsWithTheReport()
    {
        await using var installation = await TestInstallation.PrepareAsync();
        var installing = installation.RunInstallAsync(Token);
        await installation.AcceptAsync(Token);
        var (_, output) = await installing;
        var report = JsonSerializer.Deserialize(output.TrimEnd().Split('\n')[^1], ContractsJson.Default.InstallReport)!;
        Assert.Equal(installation.Server.ConnectorId, report.ConnectorId);
        Assert.Equal(installation.Machine.Folder.Path, report.Folder);
        Assert.Equal("sysv", report.StartedBy);
    }

    [Theory]
    [InlineData("not-administrator", InstallExitCodes.NotPermitted)]
    [InlineData("disk-full", InstallExitCodes.DiskFull)]
    [InlineData("noexec", InstallExitCodes.NotExecutable)]
    [InlineData("bad-token", InstallExitCodes.EnrolmentRefused)]
    [InlineData("no-token", InstallExitCodes.EnrolmentRefused)]
    [InlineData("wrong-authority", InstallExitCodes.ServerUnreachable)]
    [InlineData("wrong-name", InstallExitCodes.ServerUnreachable)]
    [InlineData("unknown-account", InstallExitCodes.Failed)]
    public async Task Install_ThatFails_SaysWhyAndTakesEverythingBack(string fault, int exitCode)
    {
        await using var installation = await TestInstallation.PrepareAsync();
        using var stranger = new TestAuthority();
        var machine = installation.Machine;
        var settings = installation.Server.Settings(machine.Parent);
        settings = fault switch
        {
            "bad-token" => settings with { EnrolmentToken = "other" },
            "no-token" => settings with { EnrolmentToken = null },
            "wrong-authority" => settings with { CertificateAuthority = stranger.Pem },
            "wrong-name" => settings with { ServerUrls = [$"https://another.example:{installation.Server.Port}"] },
            "unknown-account" => settings with { RunAs = "no-such-account" },
            _ => settings,
        };
        machine.IsAdministrator = fault != "not-administrator";
        machine.Disk.Free = fault == "disk-full" ? 1024 : long.MaxValue;
        machine.Disk.IsNoExec = fault == "noexec";

        var result = await installation.RunInstallAsync(Token, settings);

        Assert.True(exitCode == result.ExitCode, result.Output);
        Assert.Equal(["upload"], Directory.EnumerateFileSystemEntries(machine.Root).Select(Path.GetFileName));
        Assert.DoesNotContain(TestServer.Token, result.Output);
    }

    [Fact]
    public async Task Install_WhenTheDiskFillsUpAtAnyWrite_TakesEverythingBack()
    {
        await using var installation = await TestInstallation.PrepareAsync();
        for (var write = 1; write <= 5; write++)
        {
            installation.Machine.Disk.FailAt(write);
            var (exitCode, output) = await installation.RunInstallAsync(Token);
            Assert.True(exitCode == InstallExitCodes.DiskFull, $"write {write}: {output}");
            Assert.Equal(["upload"], Directory.EnumerateFileSystemEntries(installation.Machine.Root).Select(Path.GetFileName));
        }
    }

    [Fact]
    public async Task Install_OfABrokenSettingsFile_FailsAndChangesNothing()
    {
        await using var machine = new TestMachine();
        File.WriteAllText($"{machine.Root}/upload/settings.json", "{");
        var (exitCode, output) = await machine.RunAsync(Token, "install", "--settings", $"{machine.Root}/upload/settings.json");
        Assert.Equal(InstallExitCodes.Failed, exitCode);
        Assert.Contains("settings.json", output);
    }

    [Fact]
    public async Task Install_OverAnInstallation_KeepsTheJournalAndRunsOneConnector()
    {
        var (installation, first) = await TestInstallation.InstallAsync(Token);
        await using var _ = installation;
        var id = Guid.NewGuid();
        await first.StartTaskAsync(id, new() { Script = "exit 0" }, Token);
        await first.ReceiveEndAsync(id, Token);

        var installing = installation.RunInstallAsync(Token);
        var second = await installation.AcceptAsync(Token);
        var (exitCode, output) = await installing;

        Assert.True(exitCode == 0, output);
        Assert.Equal(2, installation.Server.Enrolments);
        Assert.NotEqual(first.CertificateSerial, second.CertificateSerial);
        Assert.Contains(id, second.Hello.Unconfirmed);
        Assert.Equal(1001, await first.ReceiveCloseAsync(Token));
    }

    [Fact]
    public async Task Install_OverAnInstallationThatFails_LeavesTheOldOneRunning()
    {
        var (installation, first) = await TestInstallation.InstallAsync(Token);
        await using var _ = installation;
        var result = await installation.RunInstallAsync(Token, installation.Server.Settings(installation.Machine.Parent) with { EnrolmentToken = "other" });
        Assert.Equal(InstallExitCodes.EnrolmentRefused, result.ExitCode);
        var id = Guid.NewGuid();
        await first.StartTaskAsync(id, new() { Script = "exit 7" }, Token);
        await first.ReceiveEndAsync(id, Token);
        Assert.Equal(0, (await installation.Machine.RunAsync(Token, "status")).ExitCode);
    }

    [Fact]
    public async Task Uninstall_OfAnInstallation_LeavesNothing()
    {
        var (installation, channel) = await TestInstallation.InstallAsync(Token);
        await using var _ = installation;
        var (exitCode, output) = await installation.Machine.RunAsync(Token, "uninstall");
        Assert.True(exitCode == 0, output);
        Assert.False(Directory.Exists(installation.Machine.Parent));
        Assert.Equal(FileKinds.Nothing, FileKinds.Of(installation.Machine, Locations.StartLink, Locations.PidFile, "/etc/init.d/vlink"));
        Assert.Equal(1001, await channel.ReceiveCloseAsync(Token));
    }

    [Fact]
    public async Task Uninstall_WithAManagedAgentLeft_NamesIt()
    {
        var (installation, _) = await TestInstallation.InstallAsync(Token);
        await using var _installation = installation;
        Directory.CreateDirectory($"{installation.Machine.Folder.Agents}/some-agent");
        var (exitCode, output) = await installation.Machine.RunAsync(Token, "uninstall");
        Assert.Equal(InstallExitCodes.Failed, exitCode);
        Assert.Contains("some-agent", output);
    }

    [Fact]
    public async Task Run_WhileAnotherRuns_EndsAtOnce()
    {
        var (installation, _) = await TestInstallation.InstallAsync(Token);
        await using var _installation = installation;
        Assert.Equal(1, (await installation.Machine.RunAsync(Token, "run")).ExitCode);
    }

    [Fact]
    public async Task Run_WithABrokenIdentity_SaysWhatToDo()
    {
        var (installation, _) = await TestInstallation.InstallAsync(Token);
        await using var _installation = installation;
        await installation.Machine.StopDaemonsAsync();
        File.WriteAllText(installation.Machine.Folder.Identity, "broken");
        installation.Boot();
        var state = await StateFile.WaitForAsync(installation.Machine, state => state.Channel == ChannelState.NotEnrolled, Token);
        Assert.Contains("Install the connector anew", state.Detail);
    }

    private static class FileKinds
    {
        public const string Nothing = "None None None";

        public static string Of(TestMachine machine, params string[] paths) => string.Join(' ', paths.Select(machine.Files.KindOf));
    }
}
