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
        await AssertNothingIsLeftAsync();
        Assert.All(await AttemptsAsync(id), attempt => Assert.Equal(OperationChannel.Ssh, attempt.Channel));
    }

    [Fact]
    public async Task WhenItIsCancelled_ThenTheInstallerEndsAndNothingIsLeft()
    {
        var id = await SubmitAsync();
        await InstallerAsync();

        await _server.Get<OperationLedger>().RequestCancelAsync(id, "test", Token);

        Assert.Equal(OperationState.Cancelled, (await _server.EndOfAsync(id)).State);
        await AssertNothingIsLeftAsync();
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
        await AssertNothingIsLeftAsync();
    }

    private Task InstallerAsync() => Guest.ShellAsync($"until [ -e {_beside}/runs ]; do sleep 0.1; done");

    private async Task AssertNothingIsLeftAsync()
    {
        Assert.Equal("", await Guest.ShellAsync("ls -d /var/jetpatch-temp/vlink-* /tmp/vlink-* 2>/dev/null || true"));
        Assert.Equal("", await Guest.ShellAsync("pgrep -f '[v]link install' || true"));
    }

    private Task<Guid> SubmitAsync() =>
        _server.SubmitAsync(OperationTarget.Endpoint(_endpoint.Id, _endpoint.Name), OperationKind.InstallConnector, TimeSpan.FromMinutes(5));

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
        return await _server.Get<EndpointRegistry>().AddAsync(
            new EndpointDefinition
            {
                Name = "web-01",
                Address = Guest.Address,
                Port = SshGuest.Port,
                OperatingSystem = EndpointSystem.Linux,
                Driver = EndpointDriver.Ssh,
                Credential = "installer",
            },
            "test",
            Token);
    }
}
