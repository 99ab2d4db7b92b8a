using VsphereConnector.Server.Channels.Ssh;
using VsphereConnector.Server.Deployment;

namespace VsphereConnector.Server.Tests.Channels.Ssh;

public sealed class SshCommandTests(SshGuest guest) : SshTest(guest)
{
    [Fact]
    public async Task WhenManyCommandsRun_ThenThereIsOneLogon()
    {
        var before = await CountInLogAsync("Accepted publickey for free");
        await using var connection = await OpenAsync("free", Key);

        var results = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => connection.RunAsync(new SshCommand($"echo {i}; exit {i}"), Token)));

        Assert.Equal(Enumerable.Range(0, 100).Select(i => new SshCommandResult(i, $"{i}\n", "", false)), results);
        Assert.Equal(before + 1, await CountInLogAsync("Accepted publickey for free"));
    }

    [Fact]
    public async Task WhenACommandWritesMuch_ThenItIsStreamedOrCutButAlwaysReadToItsEnd()
    {
        await using var connection = await OpenAsync("free", Key);
        using var output = new MemoryStream();

        var cut = await connection.RunAsync(new SshCommand("head -c 3000000 /dev/zero; head -c 10 /dev/zero >&2") { Limit = 1000 }, Token);
        var streamed = await connection.RunAsync(new SshCommand("cat; echo end >&2") { Input = new MemoryStream(new byte[3_000_000]), Output = output }, Token);

        Assert.Equal((0, 1000, 10, true), (cut.ExitCode, cut.Output.Length, cut.Error.Length, cut.IsTruncated));
        Assert.Equal((0, "", "end\n", 3_000_000L), (streamed.ExitCode, streamed.Output, streamed.Error, output.Length));
    }

    [Fact]
    public async Task WhenACommandDoesNotReadItsInput_ThenItsExitCodeCounts()
    {
        await using var connection = await OpenAsync("free", Key);

        Assert.Equal(7, (await connection.RunAsync(new SshCommand("exit 7") { Input = new MemoryStream(new byte[5_000_000]) }, Token)).ExitCode);
    }

    [Fact]
    public async Task WhenAProgramIsMissingOrEndsWithTheCodeOfALostConnection_ThenEachIsSaidForItself()
    {
        await using var connection = await OpenAsync("free", Key);

        var missing = await connection.RunAsync(SshCommand.Program("/nowhere/at all"), Token);
        Assert.Equal(SshFault.CommandNotFound, Assert.Throws<SshException>(() => missing.EnsureSuccess(connection.Target)).Fault);
        Assert.Equal(255, (await connection.RunAsync(new SshCommand("exit 255"), Token)).ExitCode);
    }

    [Fact]
    public async Task WhenArgumentsHoldAnything_ThenTheProgramGetsThemAsTheyAre()
    {
        await using var connection = await OpenAsync("free", Key);
        string[] arguments = ["", "a b", "it's", "\"$HOME\"", "-n", "`id`", "a\nb", "\\", "*", "ü%h", "!!"];

        var result = await connection.RunAsync(SshCommand.Program("printf", ["[%s]", .. arguments]), Token);

        Assert.Equal(string.Concat(arguments.Select(argument => $"[{argument}]")), result.Output);
    }

    [Fact]
    public async Task WhenALoginScriptPrints_ThenItIsNotTheCommandsOutput()
    {
        await Guest.ShellAsync("sed -i '1i echo noise; echo noise >&2' /home/terminal/.bashrc");
        await using var connection = await OpenAsync("terminal");

        Assert.Equal(new SshCommandResult(0, "out\n", "err\n", false), await connection.RunAsync(new SshCommand("echo out; echo err >&2"), Token));
        Assert.False((await connection.UploadAsync(new SshUpload(Bytes("content"), "/home/terminal/file"), Token)).BySftp); // it spoils the protocol
        Assert.Equal("content", await Guest.ShellAsync("cat /home/terminal/file"));
    }

    [Fact]
    public async Task WhenTheAccountHasNoShellOrAnExpiredPassword_ThenThatIsSaid()
    {
        await Guest.ShellAsync("id shut 2>/dev/null || useradd --shell /usr/sbin/nologin shut; echo 'shut:simple' | chpasswd");
        await using var connection = await OpenAsync("shut", new SshPassword("simple"));

        var failure = await Assert.ThrowsAsync<SshException>(() => connection.RunAsync(new SshCommand("true"), Token));

        await Guest.ShellAsync("usermod --shell /bin/sh shut; chage -d 0 shut");
        await using var expired = await OpenAsync("shut", new SshPassword("simple"));
        var second = await Assert.ThrowsAsync<SshException>(() => expired.RunAsync(new SshCommand("true"), Token));
        Assert.Equal((SshFault.ShellUnusable, SshFault.ShellUnusable), (failure.Fault, second.Fault));
        Assert.Contains("Password change required", second.Message, StringComparison.Ordinal);
        Assert.Contains("not available", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WhenACommandIsCancelled_ThenWhatItStartedIsEnded(bool asRoot)
    {
        await using var connection = await OpenAsync("asks");
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var mark = asRoot ? "98761" : "98762";
        using var output = new SignallingStream();
        var running = connection.RunAsync(
            new SshCommand($"(sleep {mark} & sleep {mark} & echo here; wait)") { Output = output, Sudo = asRoot ? new SshSudo(Guest.Password) : null }, cancelled.Token);
        await output.Written.WaitAsync(Token);
        await Guest.ShellAsync($"until [ \"$(pgrep -cf '^sleep {mark}')\" = 2 ]; do sleep 0.1; done");

        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal("0", await Guest.ShellAsync($"pgrep -cf '^sleep {mark}' || true"));
        Assert.Equal(0, (await connection.RunAsync(new SshCommand("true"), Token)).ExitCode);
    }

    [Fact]
    public async Task WhenACommandTakesTooLong_ThenItIsEnded()
    {
        await using var connection = await OpenAsync("free", Key);

        var total = connection.RunAsync(new SshCommand("while :; do echo on; sleep 1; done") { Timeout = TimeSpan.FromSeconds(2) }, Token);
        var idle = connection.RunAsync(new SshCommand("sleep 98763") { IdleTimeout = TimeSpan.FromSeconds(1) }, Token);

        Assert.Equal((SshFault.CommandTimedOut, Verdict.Stop), await FaultAsync(total));
        Assert.Equal((SshFault.CommandTimedOut, Verdict.Stop), await FaultAsync(idle));
        Assert.Equal("0", await Guest.ShellAsync("pgrep -cf '^sleep 98763' || true"));
    }

    [Fact]
    public async Task WhenTheConnectionIsCutInTheMiddle_ThenTheOutcomeIsUnknownAndNothingLogsOnAnew()
    {
        await using var proxy = new CuttingProxy(Guest.Address, SshGuest.Port);
        await using var connection = await Connections.OpenAsync(As("free", Key) with { Host = "127.0.0.1", Port = proxy.Port }, Token);
        using var output = new SignallingStream();
        var running = connection.RunAsync(new SshCommand("echo here; sleep 30") { Output = output }, Token);
        await output.Written.WaitAsync(Token);
        var logons = await CountInLogAsync("Accepted");

        proxy.Cut();

        Assert.Equal((SshFault.OutcomeUnknown, Verdict.Stop), await FaultAsync(running));
        await connection.Ended.WaitAsync(Token);
        Assert.Equal((SshFault.ConnectionLost, Verdict.Retry), await FaultAsync(connection.RunAsync(new SshCommand("true"), Token)));
        Assert.Equal(logons, await CountInLogAsync("Accepted"));
    }

    [Fact]
    public async Task WhenTheNetworkFallsSilent_ThenTheLossIsNoticed()
    {
        var connections = new SshConnections(Options with { KeepAlive = TimeSpan.FromSeconds(1), Folder = ConnectionsFolder + "-2" }, TimeProvider.System);
        await using var proxy = new CuttingProxy(Guest.Address, SshGuest.Port);
        await using var connection = await connections.OpenAsync(As("free", Key) with { Host = "127.0.0.1", Port = proxy.Port }, Token);

        proxy.FallSilent();

        await connection.Ended.WaitAsync(Token);
        Assert.Equal((SshFault.ConnectionLost, Verdict.Retry), await FaultAsync(connection.RunAsync(new SshCommand("true"), Token)));
    }

    [Fact]
    public async Task WhenWhatListensNeverAnswers_ThenTheConnectionTimesOut()
    {
        var connections = new SshConnections(Options with { ConnectTimeout = TimeSpan.FromSeconds(1), Folder = ConnectionsFolder + "-2" }, TimeProvider.System);
        await using var proxy = new CuttingProxy(Guest.Address, SshGuest.Port);
        proxy.FallSilent();

        Assert.Equal(
            (SshFault.NotReachable, Verdict.Retry), await FaultAsync(connections.OpenAsync(As("free", Key) with { Host = "127.0.0.1", Port = proxy.Port }, Token)));
        Assert.Empty(Directory.EnumerateDirectories(ConnectionsFolder + "-2"));
    }

    [Fact]
    public async Task WhenItsOutputCannotBeKept_ThenTheCommandIsEnded()
    {
        await using var connection = await OpenAsync("free", Key);
        using var full = new MemoryStream(new byte[10], writable: true);

        await Assert.ThrowsAsync<NotSupportedException>(
            () => connection.RunAsync(new SshCommand("while :; do echo a line; sleep 0.0987; done") { Output = full }, Token));

        Assert.Equal("0", await Guest.ShellAsync("pgrep -cf '[s]leep 0.0987' || true"));
    }

    [Fact]
    public async Task WhenConnectingIsCancelled_ThenNothingIsLeft()
    {
        await using var proxy = new CuttingProxy(Guest.Address, SshGuest.Port);
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Token);
        proxy.FallSilent();
        var opening = Connections.OpenAsync(As("free", Key) with { Host = "127.0.0.1", Port = proxy.Port }, cancelled.Token);
        await proxy.Connected.WaitAsync(Token);

        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening);
        Assert.Empty(Directory.EnumerateDirectories(ConnectionsFolder));
    }

    private static async Task<(SshFault Fault, Verdict Verdict)> FaultAsync(Task task)
    {
        var exception = await Assert.ThrowsAsync<SshException>(() => task);
        return (exception.Fault, exception.Verdict);
    }

    /// <summary>Tells that something was written to it.</summary>
    private sealed class SignallingStream : MemoryStream
    {
        private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Written => _written.Task;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _written.TrySetResult();
            return base.WriteAsync(buffer, cancellationToken);
        }
    }
}
