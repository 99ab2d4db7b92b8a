using System.Text;
using System.Text.Json;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Installation;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;
using VsphereConnector.Server.Channels;
using VsphereConnector.Server.Channels.Smb;
using VsphereConnector.Server.Channels.Smb.Driver;
using VsphereConnector.Server.Credentials;
using VsphereConnector.Server.Endpoints;
using VsphereConnector.Server.Enrolment;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Storage;
using VsphereConnector.Server.Tests.Channels.Web;

namespace VsphereConnector.Server.Tests.Channels.Smb;

/// <summary>The whole server, a real smbd, and the connector's own code: its channel to the server is closed, SMB is the only road.</summary>
[Collection(SmbGuestCollection.Name)]
public sealed class SmbDriverTests : IAsyncLifetime
{
    private const string NoServer = "https://127.0.0.1:1";

    private readonly SmbGuest _guest;
    private readonly RealEndpoint _endpoint = new();
    private RunningServer _server = null!;
    private OneTimeServices _services = null!;
    private RegisteredEndpoint _registered = null!;

    public SmbDriverTests(SmbGuest guest)
    {
        guest.Require();
        _guest = guest;
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await RunningServer.StartAsync();
        await StoreAsync("admins", "administrator", _guest.Password);
        _registered = await RegisterAsync("win-1", "admins");
        _services = new OneTimeServices(_guest, _endpoint);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _endpoint.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task RunTask_BringsItsOutputAndLeavesNothing()
    {
        var connector = await EnrolAsync();

        var operation = await _server.EndOfAsync(await RunAsync(connector, "seq 1 60000; echo problem >&2; exit 3"));

        Assert.True(operation.Result is not null, $"{operation.Error}");
        Assert.Equal(3, operation.Result.Value.Deserialize(ContractsJson.Default.RunTaskResult)!.ExitCode);
        Assert.Equal(string.Concat(Enumerable.Range(1, 60000).Select(number => $"{number}\n")), await OutputAsync(operation.Id, OutputStream.Output));
        Assert.Equal("problem\n", await OutputAsync(operation.Id, OutputStream.Error));
        await AssertNothingIsLeftAsync(operation.Id);
    }

    [Fact]
    public async Task WhenATaskIsCancelled_ThenItsProcessEnds()
    {
        var connector = await EnrolAsync();
        var id = await RunAsync(connector, "echo started; exec sleep 600");
        await UntilOutputAsync(id, "started\n");

        await _server.Get<OperationLedger>().RequestCancelAsync(id, "test", Token);

        Assert.Equal(OperationState.Cancelled, (await _server.EndOfAsync(id)).State);
        await AssertNothingIsLeftAsync(id);
    }

    [Fact]
    public async Task WhenTheServerRestartsWhileATaskRuns_ThenItRunsOnceAndItsOutputIsWhole()
    {
        var connector = await EnrolAsync();
        var go = Path.Combine(_endpoint.Folder, "go");
        var id = await RunAsync(connector, $"echo one; while [ ! -e {go} ]; do sleep 0.05; done; echo two");
        await UntilOutputAsync(id, "one\n");

        await _server.RestartAsync();
        await File.WriteAllTextAsync(go, "", Token);
        var operation = await _server.EndOfAsync(id);

        Assert.True(operation.State == OperationState.Success, $"{operation.Error}");
        Assert.Equal("one\ntwo\n", await OutputAsync(id, OutputStream.Output));
        await AssertNothingIsLeftAsync(id);
    }

    [Fact]
    public async Task WhenWebIsCutDuringATask_ThenItEndsOnceOverSmb()
    {
        var connector = await EnrolAsync(overWeb: true);
        var (marks, go) = (Path.Combine(_endpoint.Folder, "marks"), Path.Combine(_endpoint.Folder, "go"));
        var id = await RunAsync(connector, $"echo ran >> {marks}; echo one; while [ ! -e {go} ]; do sleep 0.05; done; echo two");
        await UntilOutputAsync(id, "one\n");

        _endpoint.CutNetwork();
        await _server.WaitForAsync(id, operation => operation.Step == "connect");
        await File.WriteAllTextAsync(go, "", Token);
        var operation = await _server.EndOfAsync(id);

        Assert.True(operation.State == OperationState.Success, $"{operation.Error}");
        Assert.Equal("one\ntwo\n", await OutputAsync(id, OutputStream.Output));
        Assert.Equal("ran\n", await File.ReadAllTextAsync(marks, Token));
        await AssertNothingIsLeftAsync(id);
    }

    [Fact]
    public async Task WhenItIsCancelledBeforeItWasHandedOver_ThenTheConnectorKnowsAndNothingIsLeft()
    {
        var connector = await EnrolAsync();
        var ended = await _server.EndOfAsync(await RunAsync(connector, "hostname"));
        var operation = ended with { Id = Guid.NewGuid() };
        await using var connection = await OpenAsync();
        await using var channel = new SmbChannel(
            connection, new OneTimeRun(connection, operation.Id, TimeProvider.System), (await _server.Get<ConnectorStore>().FindAsync(_registered.Subject, Token))!, operation, 0, TimeProvider.System);
        var mailbox = channel.Attach(operation.Id)!;

        Assert.True(await channel.TrySendAsync(new CancelOperation(operation.Id), Token));

        Assert.Equal(OperationOutcome.Cancelled, (await mailbox.Messages.ReadAllAsync(Token).OfType<OperationFinished>().FirstAsync(Token)).Outcome);
        Assert.True(await channel.TrySendAsync(new FinishReceived(operation.Id), Token));
        await channel.RemoveAsync();
        await AssertNothingIsLeftAsync(operation.Id);
    }

    [Fact]
    public async Task WhenATaskWasCancelledWhileNobodyCouldTellIt_ThenTheNextOneToComeEndsIt()
    {
        var connector = await EnrolAsync();
        var ended = Path.Combine(_endpoint.Folder, "ended");
        var id = await RunAsync(connector, $"trap 'echo ended > {ended}; exit' TERM; echo started; while :; do sleep 0.1; done");
        await UntilOutputAsync(id, "started\n");
        await _server.RestartAsync(() => _server.Get<OperationLedger>().RequestCancelAsync(id, "test", Token));
        Assert.Equal(OperationState.Cancelled, (await _server.EndOfAsync(id)).State);

        await _server.EndOfAsync(await RunAsync(connector, "hostname"));
        await UntilAsync(() => Task.FromResult(File.Exists(ended)));
        await UntilAsync(async () => (await _guest.ShellAsync($"ls {SmbGuest.Windows}/temp/vlink-{id:N}")).Contains("done", StringComparison.Ordinal));
        await _server.EndOfAsync(await RunAsync(connector, "hostname"));

        await AssertNothingIsLeftAsync(id);
    }

    [Fact]
    public async Task WhenThePasswordIsWrong_ThenItIsTriedOnceAndSaid()
    {
        await StoreAsync("wrong", "ordinary", "not the password");
        var endpoint = await RegisterAsync("win-2", "wrong");
        var connector = await EnrolAsync(endpoint);
        var before = await CountLogonsAsync("ordinary");

        await RunAsync(connector, "hostname");
        var error = await UntilSuspendedAsync(endpoint, "smb-logon-refused");
        await _server.WaitForAsync(await RunAsync(connector, "hostname"), operation => operation.NotBefore > operation.CreatedAt);

        Assert.Equal(before + 1, await CountLogonsAsync("ordinary"));
        Assert.DoesNotContain("not the password", $"{error}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhenTheAccountIsNoAdministrator_ThenRemoteUacIsNamedAndNothingIsLeft()
    {
        await StoreAsync("users", "ordinary", _guest.Password);
        var endpoint = await RegisterAsync("win-2", "users");
        var connector = await EnrolAsync(endpoint);

        var id = await RunAsync(connector, "hostname");

        Assert.Contains("LocalAccountTokenFilterPolicy", (await UntilSuspendedAsync(endpoint, "smb-not-administrator")).Remedy, StringComparison.Ordinal);
        await AssertNothingIsLeftAsync(id);
    }

    [Fact]
    public async Task WhenAnEarlierCrashLeftAServiceAndItsFolder_ThenBothAreRemoved()
    {
        var left = Guid.NewGuid();
        await using (var connection = await OpenAsync())
        {
            await connection.Services.CreateAsync($"vlink-once-{left:N}", "left", "x", Token);
            await (await connection.ShareAsync(Token)).MakeFolderAsync($@"Temp\vlink-{left:N}", Token);
        }

        var operation = await _server.EndOfAsync(await RunAsync(await EnrolAsync(), "hostname"));

        Assert.True(operation.State == OperationState.Success, $"{operation.Error}");
        await AssertNothingIsLeftAsync(left);
        Assert.Contains($"delete vlink-once-{left:N}", await _guest.JournalAsync());
    }

    private SmbTarget TargetOf(string user, string password) => new() { Host = _guest.Address, Port = SmbGuest.Port, User = user, Password = password };

    private Task<StoredCredential?> StoreAsync(string name, string user, string password) => _server.Get<CredentialStore>().AddAsync(
        new NewCredential
        {
            Name = name,
            Kinds = [CredentialKind.Smb],
            Username = user,
            Scope = new CredentialScope(),
            Secret = new CredentialSecret { Password = password },
        },
        "test",
        Token);

    private Task<SmbConnection> OpenAsync() => new SmbConnections(
        new SmbOptions { Folder = Directory.CreateDirectory(Path.Combine(_endpoint.Folder, $"smb-{Guid.NewGuid():N}")).FullName }, TimeProvider.System)
        .OpenAsync(TargetOf("administrator", _guest.Password), Token);

    private Task<RegisteredEndpoint> RegisterAsync(string name, string credential) => _server.Get<EndpointRegistry>().AddAsync(
        new EndpointDefinition
        {
            Name = name,
            Address = _guest.Address,
            Port = name == "win-1" ? SmbGuest.Port : SmbGuest.PortOfSmb2,
            OperatingSystem = EndpointSystem.Windows,
            Driver = EndpointDriver.Smb,
            Credential = credential,
        },
        "test",
        Token);

    private async Task<Guid> EnrolAsync(RegisteredEndpoint? endpoint = null, bool overWeb = false)
    {
        var token = await _server.Get<EnrolmentTokens>().CreateAsync(EnrolmentSubject.Of(endpoint ?? _registered), Guid.NewGuid(), EnrolmentTokens.DefaultLifetime, Token);
        var settings = new ConnectorSettings
        {
            ServerUrls = [_server.ConnectorUrl.GetLeftPart(UriPartial.Authority)],
            CertificateAuthority = _server.Get<CertificateAuthority>().CertificatePem,
        };
        return await (overWeb ? _endpoint.StartAsync(settings, token) : _endpoint.StartAsync(settings, token, NoServer));
    }

    private Task<Guid> RunAsync(Guid connector, string script) => _server.SubmitAsync(
        OperationTarget.Connector(connector), OperationKind.RunTask, timeout: TimeSpan.FromMinutes(5), task: new RunTaskParameters { Script = script });

    private async Task AssertNothingIsLeftAsync(Guid operation)
    {
        Assert.Equal("", await _guest.ShellAsync($"ls -d {SmbGuest.Windows}/temp/vlink-{operation:N} 2>/dev/null || true"));
        await using var connection = await OpenAsync();
        Assert.Empty(await connection.Services.ListAsync($"vlink-once-{operation:N}", Token));
    }

    private async Task<int> CountLogonsAsync(string account) => int.Parse(
        await _guest.ShellAsync($"cat /mnt/state/*/log | grep -aFc '[{account}] at [' || true"), System.Globalization.CultureInfo.InvariantCulture);

    private async Task UntilOutputAsync(Guid id, string expected)
    {
        using var changes = _server.Get<OperationSignals>().Subscribe(id);
        while (await OutputAsync(id, OutputStream.Output) != expected)
        {
            await changes.Signal.Reader.ReadAsync(Token);
        }
    }

    /// <summary>Waits until the driver is suspended by this error.</summary>
    private async Task<OperationError> UntilSuspendedAsync(RegisteredEndpoint endpoint, string code)
    {
        while (true)
        {
            var suspensions = await _server.Get<Suspensions>().OfAsync(endpoint.Subject, Token);
            if (suspensions.FirstOrDefault(one => one.Driver == OperationChannel.Smb && one.Error.Code == code) is { } suspension)
            {
                Assert.Null(suspension.Until);
                return suspension.Error;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Token);
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        while (!await condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Token);
        }
    }

    private Task<string> OutputAsync(Guid id, OutputStream stream) => _server.Get<Database>().ReadAsync(
        connection =>
        {
            var text = new StringBuilder();
            while (OperationOutputTable.Read(connection, id, stream, text.Length) is { } piece)
            {
                text.Append(Encoding.ASCII.GetString(piece.Data));
            }

            return text.ToString();
        },
        Token);
}
