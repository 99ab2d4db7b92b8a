using System.Text;
using System.Text.Json;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Tests.Testing;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Tests.Web;

/// <summary>The connector over real WebSockets and mutual TLS, against a server that does what the test says.</summary>
public sealed class ChannelTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WhenATaskRuns_ThenItIsAcceptedItsOutputStreamedAndItsEndReported()
    {
        var (installation, channel) = await TestInstallation.InstallAsync(Token);
        await using var _ = installation;
        var id = Guid.NewGuid();
        await channel.StartTaskAsync(id, new() { Script = "echo one; echo two >&2; exit 3" }, Token);
        Assert.Equal(id, (await channel.ReceiveAsync<OperationAccepted>(Token)).OperationId);
        var (end, output) = await channel.ReceiveEndAsync(id, Token);
        Assert.Equal(OperationOutcome.Succeeded, end.Outcome);
        Assert.Equal(8, end.OutputLength);
        Assert.Equal("one\n", Text(output, OutputStream.Output));
        Assert.Equal("two\n", Text(output, OutputStream.Error));
        Assert.Equal(3, end.Result!.Value.Deserialize(ContractsJson.Default.RunTaskResult)!.ExitCode);
    }

    [Fact]
    public async Task WhenAStartIsRepeated_ThenItRunsOnceAndTheFirstEndIsSentAgain()
    {
        var (installation, channel) = await TestInstallation.InstallAsync(Token);
        await using var _ = installation;
        var (id, marks) = (Guid.NewGuid(), $"{installation.Machine.Root}/marks");
        RunTaskParameters task = new() { Script = $"echo ran >> {marks}" };
        await channel.StartTaskAsync(id, task, Token);
        var (first, _) = await channel.ReceiveEndAsync(id, Token);
        await channel.StartTaskAsync(id, task, Token);
        var (second, _) = await channel.ReceiveEndAsync(id, Token);
        await channel.SendAsync(new FinishReceived(id), Token);
        await channel.StartTaskAsync(id, task, Token);
        var (third, _) = await channel.ReceiveEndAsync(id, Token);

        Assert.Equal("ran\n", await File.ReadAllTextAsync(marks, Token));
        Assert.Equal([first.FinishedAt, first.FinishedAt], [second.FinishedAt, third.FinishedAt]);
    }

    [Fact]
    public async Task WhenTheNetworkIsCutWhileATaskRuns_ThenItsOutputGoesOnWhereTheServerHasIt()
    {
        var (installation, channel) = await TestInstallation.InstallAsync(Token);
        await using var _ = installation;
        var (id, go) = (Guid.NewGuid(), $"{installation.Machine.Root}/go");
        await channel.StartTaskAsync(id, new() { Script = $"mkfifo {go}; echo before; read x < {go}; echo after" }, Token);
        await channel.ReceiveAsync<OperationAccepted>(Token);
        var before = await channel.ReceiveAsync<OperationOutput>(Token);
        Assert.Equal("before\n", Encoding.UTF8.GetString(before.Data));

        installation.Machine.CutNetwork();
        channel.Abort();
        var again = await installation.AcceptAsync(Token, new Welcome { OutputReceived = new Dictionary<Guid, long> { [id] = 3 } });
        Assert.Equal([id], again.Hello.Unconfirmed);
        Assert.Equal(channel.Hello.ProcessInstance, again.Hello.ProcessInstance);
        await File.WriteAllTextAsync(go, "x\n", Token);

        var (end, output) = await again.ReceiveEndAsync(id, Token);
        Assert.Equal(3, output[0].Offset);
        Assert.Equal("ore\nafter\n", Text(output, OutputStream.Output));
        Assert.Equal(OperationOutcome.Succeeded, end.Outcome);
    }

    [Fact]
    public async Task WhenOutputIsNotAcknowledged_ThenNoMoreThanTheWindowIsSentAndTheTaskEndsAllTheSame()
    {
        var (installation, channel) = await TestInstallation.InstallAsync(Token);
        await using var _ = installation;
        var (id, done) = (Guid.NewGuid(), $"{installation.Machine.Root}/done");
        const int size = ChannelLimits.OutputWindowBytes * 3;
        await channel.StartTaskAsync(id, new() { Script = $"mkfifo {done}; head -c {size} /dev/zero; echo x > {done}", OutputLimit = size }, Token);
        await channel.ReceiveAsync<OperationAccepted>(Token);
        long sent = 0;
        while (sent < ChannelLimits.OutputWindowBytes)
        {
            sent += (await channel.ReceiveAsync<OperationOutput>(Token)).Data.Length;
        }

        Assert.Equal("x\n", await File.ReadAllTextAsync(done, Token));
        Assert.Equal(ChannelLimits.OutputWindowBytes, sent);
        await channel.SendAsync(new OutputReceived(id, sent), Token);
        var (end, output) = await channel.ReceiveEndAsync(id, Token);
        Assert.Equal(size - sent, output.Sum(piece => piece.Data.Length));
        Assert.Equal(size, end.OutputLength);
    }

    [Fact]
    public async Task WhenATaskIsCancelled_ThenItIsEndedAndSaysSo()
    {
        var (installation, channel) = await TestInstallation.InstallAsync(Token);
        await using var _ = installation;
        var id = Guid.NewGuid();
        await channel.StartTaskAsync(id, new() { Script = "echo ready; sleep 1000" }, Token);
        await channel.ReceiveAsync<OperationAccepted>(Token);
        await channel.ReceiveAsync<OperationOutput>(Token);
        await channel.SendAsync(new CancelOperation(id), Token);
        var (end, _) = await channel.ReceiveEndAsync(id, Token);
        Assert.Equal(OperationOutcome.Cancelled, end.Outcome);
        Assert.Equal(143, end.Result!.Value.Deserialize(ContractsJson.Default.RunTaskResult)!.ExitCode);
    }

    [Fact]
    public async Task WhenATaskTakesTooLong_ThenTheEndpointEndsIt()
    {
        var (installation, channel) = await TestInstallation.InstallAsync(Token);
        await using var _ = installation;
        var id = Guid.NewGuid();
        await channel.StartTaskAsync(id, new() { Script = "sleep 1000" }, Token, timeoutSeconds: 0.2);
        Assert.Equal(OperationOutcome.TimedOut, (await channel.ReceiveEndAsync(id, Token)).End.Outcome);
    }

    [Fact]
    public async Task WhenACancellationComesBeforeItsOperation_ThenTheOperationIsNotRun()
    {
        var (installation, channel) = await TestInstallation.InstallAsync(Token);
        await using var _ = installation;
        var (id, mark) = (Guid.NewGuid(), $"{installation.Machine.Root}/mark");
        await channel.SendAsync(new CancelOperation(id), Token);
        await channel.StartTaskAsync(id, new() { Script = $"touch {mark}" }, Token);
        Assert.Equal(OperationOutcome.Cancelled, (await channel.ReceiveEndAsync(id, Token)).End.Outcome);
        Assert.False(File.Exists(mark));
    }

    [Fact]
    public async Task WhenAConfirmedOperationIsCancelled_ThenOnlyItsEndIsSentAgain()
    {
        var (installation, channel) = await TestInstallation.InstallAsync(Token);
        await using var _ = installation;
        var id = Guid.NewGuid();
        await channel.StartTaskAsync(id, new() { Script = "echo x" }, Token);
        await channel.ReceiveEndAsync(id, Token);
        await channel.SendAsync(new FinishReceived(id), Token);
        await channel.SendAsync(new CancelOperation(id), Token);
        Assert.Equal(OperationOutcome.Succeeded, (await channel.ReceiveAsync<OperationFinished>(Token)).Outcome);
    }

    [Fact]
    public async Task WhenTheConnectorEndsWhileATaskRuns_ThenTheTaskIsInterruptedAndNeverRunAgain()
    {
        var (installation, channel) = await TestInstallation.InstallAsync(Token);
        await using var _ = installation;
        var (id, marks) = (Guid.NewGuid(), $"{installation.Machine.Root}/marks");
        RunTaskParameters task = new() { Script = $"echo ran >> {marks}; echo ready; sleep 1000" };
        await channel.StartTaskAsync(id, task, Token);
        await channel.ReceiveAsync<OperationAccepted>(Token);
        await channel.ReceiveAsync<OperationOutput>(Token);
        await installation.Machine.StopDaemonsAsync();
        channel.Abort();

        installation.Boot();
        var again = await installation.AcceptAsync(Token);
        Assert.Equal([id], again.Hello.Unconfirmed);
        await again.StartTaskAsync(id, task, Token);
        var (end, output) = await again.ReceiveEndAsync(id, Token);
        Assert.Equal(OperationOutcome.Interrupted, end.Outcome);
        Assert.Equal("connector-ended", end.Error?.Code);
        Assert.Equal("ready\n", Text(output, OutputStream.Output));
        Assert.Equal("ran\n", await File.ReadAllTextAsync(marks, Token));
    }

    [Fact]
    public async Task WhenTheServerForgetsAnOperation_ThenTheConnectorDoesToo()
    {
        var (installation, channel) = await TestInstallation.InstallAsync(Token);
        await using var _ = installation;
        var id = Guid.NewGuid();
        await channel.StartTaskAsync(id, new() { Script = "echo x" }, Token);
        await channel.ReceiveEndAsync(id, Token);
        channel.Abort();
        var second = await installation.AcceptAsync(Token, new Welcome { Forget = [id] });
        await StateFile.WaitForAsync(installation.Machine, _ => Directory.EnumerateFiles(installation.Machine.Folder.Journal).All(file => Path.GetFileName(file) == "channel"), Token);
        second.Abort();
        var third = await installation.AcceptAsync(Token);
        Assert.Empty(third.Hello.Unconfirmed);
    }

    [Fact]
    public async Task WhenTheJournalCannotBeWritten_ThenNothingIsRunAndTheErrorSaysSo()
    {
        var (installation, channel) = await TestInstallation.InstallAsync(Token);
        await using var _ = installation;
        installation.Machine.Disk.FailAt(1);
        var (id, mark) = (Guid.NewGuid(), $"{installation.Machine.Root}/mark");
        await channel.StartTaskAsync(id, new() { Script = $"touch {mark}" }, Token);
        var (end, _) = await channel.ReceiveEndAsync(id, Token);
        Assert.Equal("journal-not-writable", end.Error?.Code);
        Assert.False(File.Exists(mark));
    }

    [Fact]
    public async Task WhenTheServerAsksForWhatThisConnectorDoesNotKnow_ThenItSaysSo()
    {
        var (installation, channel) = await TestInstallation.InstallAsync(Token);
        await using var _ = installation;
        var id = Guid.NewGuid();
        await channel.SendBytesAsync(
            Encoding.UTF8.GetBytes($$"""{"type":"start","operationId":"{{id}}","kind":"Dance","timeoutSeconds":5}"""), Token);
        Assert.Equal("operation-not-supported", (await channel.ReceiveEndAsync(id, Token)).End.Error?.Code);
    }

    [Fact]
    public async Task WhenTheServerSendsNoMessage_ThenTheChannelIsClosedAndOpenedAnew()
    {
        var (installation, channel) = await TestInstallation.InstallAsync(Token);
        await using var _ = installation;
        await channel.SendBytesAsync([1, 2, 3], Token);
        Assert.Equal(1007, await channel.ReceiveCloseAsync(Token));
        await installation.AcceptAsync(Token);
    }

    [Fact]
    public async Task WhenTheServerSendsTooLongAMessage_ThenTheChannelIsClosedAndOpenedAnew()
    {
        var (installation, channel) = await TestInstallation.InstallAsync(Token);
        await using var _ = installation;
        await channel.SendBytesAsync(new byte[ChannelLimits.MaximumMessageBytes + 1], Token);
        Assert.Equal(1009, await channel.ReceiveCloseAsync(Token));
        await installation.AcceptAsync(Token);
    }

    [Fact]
    public async Task WhenTheServerSaysThatThisIsAnotherMachine_ThenTheConnectorWaitsToBeInstalledAnew()
    {
        var (installation, channel) = await TestInstallation.InstallAsync(Token);
        await using var _ = installation;
        await channel.CloseAsync(ChannelCloseCodes.NotThisMachine, Token);
        var state = await StateFile.WaitForAsync(installation.Machine, state => state.Channel == ChannelState.NotThisMachine, Token);
        Assert.Contains("install the connector anew", state.Detail);
    }

    [Fact]
    public async Task WhenTheMachineIsAClone_ThenItsConnectorDoesNotConnectUntilItIsInstalledAnew()
    {
        var (installation, first) = await TestInstallation.InstallAsync(Token);
        await using var _ = installation;
        await installation.Machine.StopDaemonsAsync();
        first.Abort();
        installation.Machine.Identity = installation.Machine.Identity with { BiosUuid = Guid.NewGuid().ToString() };
        installation.Boot();
        await StateFile.WaitForAsync(installation.Machine, state => state.Channel == ChannelState.NotThisMachine, Token);

        var installing = installation.RunInstallAsync(Token);
        await installation.AcceptAsync(Token);
        Assert.Equal(0, (await installing).ExitCode);
    }

    [Fact]
    public async Task WhenGetStatusIsAsked_ThenItIsAnsweredWithAllThatWasChecked()
    {
        var (installation, channel) = await TestInstallation.InstallAsync(Token);
        await using var _ = installation;
        var id = Guid.NewGuid();
        await channel.SendAsync(new StartOperation { OperationId = id, Kind = OperationKind.GetStatus, TimeoutSeconds = 30 }, Token);
        var (end, _) = await channel.ReceiveEndAsync(id, Token);
        var status = end.Result!.Value.Deserialize(ContractsJson.Default.ConnectorStatus)!;
        Assert.All(status.Checks, check => Assert.True(check.State is CheckState.Good or CheckState.NotApplicable, check.ToString()));
        Assert.Equal(installation.Machine.Identity.BiosUuid, status.Machine.BiosUuid);
        Assert.NotNull(status.CertificateEnds);
    }

    [Fact]
    public async Task WhenTheCertificateIsTwoThirdsOld_ThenItIsRenewedAndTheNewOneUsedNext()
    {
        // Issued with as much life behind it as before it: half is over, so two thirds are a third of a second away.
        var (installation, channel) = await TestInstallation.InstallAsync(Token, server => server.CertificateLife = TimeSpan.FromSeconds(2));
        await using var _ = installation;
        var renewed = installation.Machine.Folder.NewIdentity;
        using var appeared = new FileAppearance(renewed);
        await appeared.WaitAsync(Token);
        channel.Abort();
        var again = await installation.AcceptAsync(Token);
        Assert.NotEqual(channel.CertificateSerial, again.CertificateSerial);
        await StateFile.WaitForAsync(installation.Machine, state => state.Channel == ChannelState.Open && !File.Exists(renewed), Token);
    }

    private static string Text(IEnumerable<OperationOutput> output, OutputStream stream) =>
        string.Concat(output.Where(piece => piece.Stream == stream).Select(piece => Encoding.UTF8.GetString(piece.Data)));
}
