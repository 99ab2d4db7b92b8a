using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Credentials;
using VsphereConnector.Server.Endpoints;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Storage;
using VsphereConnector.Server.Tests.Channels.Web;

namespace VsphereConnector.Server.Tests.Channels.Ssh;

/// <summary>
/// The whole server, a registered endpoint, and a real sshd and sudo on it. The program that is installed is a script of the test, which waits
/// and then finds no server: what comes after is seen in the lab.
/// </summary>
public sealed class SshInstallationTests(SshGuest guest) : SshTest(guest), IAsyncLifetime
{
    private readonly string _beside = $"/root/{Guid.NewGuid():N}";
    private readonly string _program = Path.GetTempFileName();
    private RunningServer _server = null!;
    private RegisteredEndpoint _endpoint = null!;

    public async ValueTask InitializeAsync()
    {
        await Guest.ShellAsync($"mkdir {_beside}");
        await File.WriteAllTextAsync(
            _program, $"#!/bin/sh\necho run >>{_beside}/runs\nuntil [ -e {_beside}/go ]; do sleep 0.1; done\necho 'no way to the server'\nexit 16\n", Token);
        _server = await RunningServer.StartAsync(options =>
        {
            options.Deployment.ConnectorPrograms["linux-x64"] = _program;
            options.Deployment.PollFirst = TimeSpan.FromMilliseconds(100);
            options.Deployment.PollMost = TimeSpan.FromSeconds(1);
        });
        _endpoint = await RegisterAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        File.Delete(_program);
        await base.DisposeAsync();
    }

    [Fact]
    public async Task WhenTheServerIsRestartedWhileTheInstallerRuns_ThenItGoesOnWithTheSameOne_AndItsEndIsRead()
    {
        var id = await SubmitAsync();
        await InstallerAsync();

        await _server.RestartAsync();
        await Guest.ShellAsync($"touch {_beside}/go");
        var operation = await _server.EndOfAsync(id);

        Assert.Equal((OperationState.Error, "server-unreachable"), (operation.State, operation.Error!.Code));
        Assert.Contains("no way to the server", operation.Error.Message, StringComparison.Ordinal);
        Assert.Equal("run", await Guest.ShellAsync($"cat {_beside}/runs"));
        await AssertNothingIsLeftAsync(id);
        Assert.All(await AttemptsAsync(id), attempt => Assert.Equal(OperationChannel.Ssh, attempt.Channel));
    }

    [Fact]
    public async Task WhenItIsCancelled_ThenTheInstallerEndsAndNothingIsLeft()
    {
        var id = await SubmitAsync();
        await InstallerAsync();

        await _server.Get<OperationLedger>().RequestCancelAsync(id, "test", Token);

        Assert.Equal(OperationState.Cancelled, (await _server.EndOfAsync(id)).State);
        await AssertNothingIsLeftAsync(id);
    }

    [Fact]
    public async Task WhenTheConnectionBreaksWhileTheInstallerRuns_ThenItGoesOnOverANewOne()
    {
        var id = await SubmitAsync();
        await InstallerAsync();

        await Guest.ShellAsync("pkill -f 'sshd: [f]ree' || true");
        await Guest.ShellAsync($"touch {_beside}/go");

        Assert.Equal("server-unreachable", (await _server.EndOfAsync(id)).Error!.Code);
        Assert.Equal("run", await Guest.ShellAsync($"cat {_beside}/runs"));
        await AssertNothingIsLeftAsync(id);
    }

    [Theory]
    [InlineData("connect")]
    [InlineData("work-folder")]
    [InlineData("logon")]
    [InlineData("upload")]
    [InlineData("start")]
    public async Task WhenItIsCancelledAtAnyStep_ThenNothingIsLeft(string step)
    {
        var id = await SubmitAsync();
        await UntilStepAsync(id, step);

        await _server.Get<OperationLedger>().RequestCancelAsync(id, "test", Token);

        Assert.Equal(OperationState.Cancelled, (await _server.EndOfAsync(id)).State);
        await AssertNothingIsLeftAsync(id);
    }

    [Theory]
    [InlineData("connect")]
    [InlineData("work-folder")]
    [InlineData("upload")]
    [InlineData("start")]
    public async Task WhenTheServerIsRestartedAtAnyStep_ThenTheInstallerRunsOnce_AndNothingIsLeft(string step)
    {
        var id = await SubmitAsync();
        await UntilStepAsync(id, step);

        await _server.RestartAsync();
        await InstallerAsync();
        await Guest.ShellAsync($"touch {_beside}/go");

        Assert.Equal("server-unreachable", (await _server.EndOfAsync(id)).Error?.Code);
        Assert.Equal("run", await Guest.ShellAsync($"cat {_beside}/runs"));
        await AssertNothingIsLeftAsync(id);
    }

    [Fact]
    public async Task WhenAnEarlierInstallationLeftItsFolders_ThenTheNextOneRemovesThem_AndNoOther()
    {
        var (earlier, temp) = await InstallAndChangeTempFolderAsync();
        var another = $"/var/jetpatch-temp/vlink-{Guid.NewGuid():N}";
        var left = $"/var/jetpatch-temp/vlink-{earlier:N} /tmp/vlink-{earlier:N} {temp}/vlink-{earlier:N}";
        await Guest.ShellAsync($"mkdir -p {left} {another}; touch /tmp/vlink-{earlier:N}/vlink");

        var next = await SubmitAsync();
        await _server.EndOfAsync(next);

        Assert.Equal("", await Guest.ShellAsync($"ls -d {left} 2>/dev/null || true"));
        Assert.Contains("Removed what 3 earlier operations had left.", (await EventsAsync(next)).Select(happened => happened.Message));
        Assert.Equal(another, await Guest.ShellAsync($"ls -d {another}; rm -r {another} {temp}"));
    }

    [Theory]
    [InlineData("size=64k", "head -c 64k /dev/zero >full")]
    [InlineData("nr_inodes=4", "touch 1 2 3 4")]
    public async Task WhenWhatAnEarlierInstallationLeftFillsTheDisk_ThenItIsRemovedAndTheInstallationGoesOn(string disk, string fill)
    {
        var (earlier, temp) = await InstallAndChangeTempFolderAsync();
        await Guest.ShellAsync($"mkdir {temp}; mount -t tmpfs -o {disk} full {temp}; mkdir {temp}/vlink-{earlier:N}; cd {temp}/vlink-{earlier:N}; {fill} 2>/dev/null || true");

        var next = await SubmitAsync();
        await _server.EndOfAsync(next);

        var events = string.Join('\n', (await EventsAsync(next)).Select(happened => happened.Message));
        Assert.Contains("Removed what an earlier operation had left.", events, StringComparison.Ordinal);
        Assert.Contains("There was not enough room before, so it is tried once more", events, StringComparison.Ordinal);
        Assert.DoesNotContain("/tmp", events, StringComparison.Ordinal);
        Assert.Equal("", await Guest.ShellAsync($"ls -A {temp}; umount {temp}; rmdir {temp}"));
    }

    /// <summary>An installation that is over, and the temp folder of the next one.</summary>
    private async Task<(Guid Earlier, string TempFolder)> InstallAndChangeTempFolderAsync()
    {
        await Guest.ShellAsync($"touch {_beside}/go");
        var earlier = await SubmitAsync();
        await _server.EndOfAsync(earlier);
        var temp = $"/srv/{Guid.NewGuid():N}";
        var known = await _server.Get<EndpointRegistry>().GetAsync(_endpoint.Name, Token);
        await _server.Get<EndpointRegistry>().ChangeAsync(known, known.Version, Definition with { TempFolder = temp }, "test", Token);
        return (earlier, temp);
    }

    private Task InstallerAsync() => Guest.ShellAsync($"until [ -e {_beside}/runs ]; do sleep 0.1; done");

    private async Task UntilStepAsync(Guid id, string step)
    {
        using var changes = _server.Get<OperationSignals>().Subscribe(id);
        while (!(await EventsAsync(id)).Any(happened => happened.Step == step))
        {
            await changes.Signal.Reader.ReadAsync(Token);
        }
    }

    private async Task AssertNothingIsLeftAsync(Guid id)
    {
        Assert.Equal("", await Guest.ShellAsync($"ls -d /var/jetpatch-temp/vlink-{id:N} /tmp/vlink-{id:N} 2>/dev/null || true"));
        Assert.Equal("", await Guest.ShellAsync($"pgrep -f '[v]link-{id:N}' || true"));
    }

    private Task<Guid> SubmitAsync() =>
        _server.SubmitAsync(OperationTarget.Endpoint(_endpoint.Id, _endpoint.Name), OperationKind.InstallConnector, TimeSpan.FromMinutes(5));

    private Task<IReadOnlyList<OperationEvent>> EventsAsync(Guid id) =>
        _server.Get<Database>().ReadAsync(connection => OperationQueries.Events(connection, id, after: 0, limit: 1000), Token);

    private Task<IReadOnlyList<OperationAttempt>> AttemptsAsync(Guid id) =>
        _server.Get<Database>().ReadAsync(connection => OperationQueries.Attempts(connection, id), Token);

    private async Task<RegisteredEndpoint> RegisterAsync()
    {
        await _server.Get<CredentialStore>().AddAsync(
            new NewCredential
            {
                Name = "installer",
                Kinds = [CredentialKind.Ssh],
                Username = "free",
                Scope = new CredentialScope(),
                Secret = new CredentialSecret { Password = Guest.Password },
            },
            "test",
            Token);
        return await _server.Get<EndpointRegistry>().AddAsync(Definition, "test", Token);
    }

    private EndpointDefinition Definition => new()
    {
        Name = "web-01",
        Address = Guest.Address,
        Port = SshGuest.Port,
        OperatingSystem = EndpointSystem.Linux,
        Driver = EndpointDriver.Ssh,
        Credential = "installer",
    };
}
