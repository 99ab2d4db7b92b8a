using System.Text.Json;
using VsphereConnector.Contracts.Installation;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Credentials.Guard;
using VsphereConnector.Server.Deployment;
using VsphereConnector.Server.Endpoints;
using VsphereConnector.Server.Enrolment;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Tests.Channels.Smb;

/// <summary>Installations on machines that no vCenter manages. The installer is what the server sees of it: its files, and a connector that enrols.</summary>
public sealed class SmbInstallationTests(SmbGuest guest) : SmbDriverTest(guest)
{
    private int _exitCode, _runs;
    private TaskCompletionSource _mayEnd = new();
    private ConnectorSettings? _settings;

    [Fact]
    public async Task InstallConnector_RunsTheInstallerOnceAndLeavesNothing()
    {
        _mayEnd.SetResult();

        var operation = await Server.EndOfAsync(await SubmitAsync());

        Assert.True(operation.State == OperationState.Success, $"{operation.Error}");
        Assert.Equal(@"NT AUTHORITY\SYSTEM", operation.Result!.Value.Deserialize(DeploymentJson.Default.InstallationResult)!.Account);
        Assert.NotNull(await Server.Get<ConnectorStore>().FindAsync(Registered.Subject, Token));
        await AssertRanOnceAsync(operation.Id);
        var service = $"vlink-once-{operation.Id:N} \"C:\\Windows\\Temp\\vlink-{operation.Id:N}\\vlink.exe\" once --service --folder ";
        Assert.Single(await Guest.JournalAsync(), line => line.StartsWith($"create {service}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WhenItRunsAsTheAdministrator_ThenTheInstallerIsGivenTheAccountAndItsPassword()
    {
        _mayEnd.SetResult();

        var parameters = JsonSerializer.SerializeToElement(new InstallConnectorParameters { RunAs = "administrator" }, DeploymentJson.Default.InstallConnectorParameters);
        var operation = await Server.EndOfAsync(await SubmitAsync(parameters: parameters));

        Assert.True(operation.State == OperationState.Success, $"{operation.Error}");
        Assert.Equal(("administrator", Guest.Password), (_settings!.RunAs, _settings.RunAsPassword));
        Assert.DoesNotContain(Guest.Password, string.Join('\n', await Guest.JournalAsync()), StringComparison.Ordinal);
        await AssertNothingIsLeftAsync(operation.Id);
    }

    [Fact]
    public async Task WhenTheServerRestartsWhileTheInstallerRuns_ThenItRunsOnce()
    {
        var id = await SubmitAsync();
        await UntilAsync(() => Task.FromResult(Volatile.Read(ref _runs) == 1));

        await Server.RestartAsync();
        _mayEnd.SetResult();
        var operation = await Server.EndOfAsync(id);

        Assert.True(operation.State == OperationState.Success, $"{operation.Error}");
        await AssertRanOnceAsync(id);
    }

    [Fact]
    public async Task WhenItIsCancelled_ThenTheInstallerIsToldAndNothingIsLeft()
    {
        var id = await SubmitAsync();
        await UntilAsync(() => Task.FromResult(Volatile.Read(ref _runs) == 1));

        await Server.Get<OperationLedger>().RequestCancelAsync(id, "test", Token);

        Assert.Equal(OperationState.Cancelled, (await Server.EndOfAsync(id)).State);
        await AssertNothingIsLeftAsync(id);
    }

    [Fact]
    public async Task WhenTheInstallerFails_ThenItsReasonIsSaidAndNothingIsLeft()
    {
        _exitCode = InstallExitCodes.NotPermitted;
        _mayEnd.SetResult();

        var operation = await Server.EndOfAsync(await SubmitAsync());

        Assert.Equal(OperationState.Error, operation.State);
        Assert.Contains("the installer's last words", await OutputAsync(operation.Id, OutputStream.Output), StringComparison.Ordinal);
        await AssertNothingIsLeftAsync(operation.Id);
    }

    [Fact]
    public async Task WhenTheDiskIsFull_ThenItIsSaidAndNothingIsLeft()
    {
        await Guest.ShellAsync("head -c 60m /dev/zero >/mnt/drive/filler 2>/dev/null || true");
        try
        {
            var operation = await Server.EndOfAsync(await SubmitAsync());

            Assert.Equal((OperationState.Error, "guest-disk-full"), (operation.State, operation.Error?.Code));
            Assert.Contains("no room", string.Join('\n', await MessagesAsync(operation.Id)), StringComparison.Ordinal);
            await AssertNothingIsLeftAsync(operation.Id);
        }
        finally
        {
            await Guest.ShellAsync("rm -f /mnt/drive/filler");
        }
    }

    [Theory]
    [InlineData(@"C:\Windows\Temp", "/mnt/drive/windows/temp")] // that is looked at before anything is sent
    [InlineData(@"C:\scratch", "/mnt/drive/scratch")] // that is looked at as there is no room
    public async Task WhenWhatAnEarlierInstallationLeftFillsTheDisk_ThenItIsRemovedAndTheInstallationGoesOn(string tempFolder, string there)
    {
        _mayEnd.SetResult();
        _exitCode = InstallExitCodes.ServerUnreachable; // where the installer comes to is enough
        var earlier = await SubmitAsync();
        await Server.EndOfAsync(earlier);
        await Guest.ShellAsync($"mkdir {there}/vlink-{earlier:N} && head -c 60m /dev/zero >{there}/vlink-{earlier:N}/vlink.exe 2>/dev/null || true");

        var next = await SubmitAsync(parameters: JsonSerializer.SerializeToElement(
            new InstallConnectorParameters { TempFolder = tempFolder }, DeploymentJson.Default.InstallConnectorParameters));
        var operation = await Server.EndOfAsync(next);

        Assert.Equal("server-unreachable", operation.Error?.Code);
        var messages = await MessagesAsync(next);
        Assert.Contains("Removed what an earlier operation had left.", messages);
        Assert.Contains(messages, message => message.StartsWith($@"Works in {tempFolder}\vlink-", StringComparison.Ordinal));
        Assert.DoesNotContain(messages, message => message.Contains("did not take the file", StringComparison.Ordinal));
        Assert.Equal("", await Guest.ShellAsync($"ls -d {there}/vlink-{earlier:N} {there}/vlink-{next:N} 2>/dev/null || true"));
    }

    [Fact]
    public async Task WhenServicesMayNotBeMade_ThenItFailsForGoodAndNothingIsLeft()
    {
        await Guest.ShellAsync("mkdir -p /mnt/scm; echo 5 >/mnt/scm/refuse-create");
        try
        {
            var operation = await Server.EndOfAsync(await SubmitAsync());

            Assert.Equal((OperationState.Error, "smb-not-administrator"), (operation.State, operation.Error?.Code));
            await AssertNothingIsLeftAsync(operation.Id);
        }
        finally
        {
            await Guest.ShellAsync("rm -f /mnt/scm/refuse-create");
        }
    }

    [Fact]
    public async Task WhenThePasswordIsWrong_ThenItIsTriedTwiceAtMostHoweverOftenItIsAskedFor()
    {
        await StoreAsync("wrong", "ordinary", "not the password");
        var machine = await RegisterAsync("win-2", "wrong");
        var before = await CountLogonsAsync("ordinary");

        var first = await Server.EndOfAsync(await SubmitAsync(machine));
        for (var again = 0; again < 3; again++)
        {
            await Server.WaitForAsync(await SubmitAsync(machine), operation => operation.HasEnded || operation.NotBefore > operation.CreatedAt + TimeSpan.FromMinutes(1));
        }

        Assert.Equal((OperationState.Error, "smb-logon-refused"), (first.State, first.Error?.Code));
        Assert.DoesNotContain("not the password", $"{first.Error}", StringComparison.Ordinal);
        Assert.InRange(await CountLogonsAsync("ordinary") - before, 1, 2);
    }

    private protected override void Configure(ServerOptions options)
    {
        options.Deployment.ConnectorPrograms["win-x64"] = typeof(SmbInstallationTests).Assembly.Location;
        options.Deployment.PollFirst = TimeSpan.FromMilliseconds(200);
    }

    /// <summary>What <c>vlink install</c> does, as far as the server sees it.</summary>
    private protected override async Task<InstallSpool> InstallAsync(string folder)
    {
        Interlocked.Increment(ref _runs);
        var run = Guid.ParseExact(Path.GetFileName(folder)["vlink-".Length..], "N");
        _settings = JsonSerializer.Deserialize(
            InstallBundle.SettingsOf(await File.ReadAllBytesAsync(Path.Combine(folder, InstallBundle.WindowsFileName))), Contracts.ContractsJson.Default.ConnectorSettings)!;
        while (!_mayEnd.Task.IsCompleted && !Directory.Exists(Path.Combine(folder, InstallSpool.CancelMarker)))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Token);
        }

        if (_mayEnd.Task.IsCompleted && _exitCode == InstallExitCodes.Success)
        {
            await Endpoint.StartAsync(_settings, _settings.EnrolmentToken!);
        }

        return new InstallSpool(run, _mayEnd.Task.IsCompleted ? _exitCode : InstallExitCodes.Failed, @"NT AUTHORITY\SYSTEM", "the installer's last words");
    }

    private Task<Guid> SubmitAsync(RegisteredEndpoint? endpoint = null, JsonElement? parameters = null) => Server.SubmitAsync(
        OperationTarget.Endpoint((endpoint ?? Registered).Id, (endpoint ?? Registered).Name), OperationKind.InstallConnector, TimeSpan.FromMinutes(5), parameters: parameters);

    private async Task AssertRanOnceAsync(Guid operation)
    {
        Assert.Equal(1, _runs);
        Assert.Single(await Guest.JournalAsync(), line => line == $"start vlink-once-{operation:N}");
        await AssertNothingIsLeftAsync(operation);
    }
}
