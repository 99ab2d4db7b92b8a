using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Channels;
using VsphereConnector.Server.Enrolment;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Tests.Operations;

namespace VsphereConnector.Server.Tests.Channels.Drivers;

/// <summary>The real ledger, worker and suspensions; the roads do what the test says.</summary>
public sealed class DriverRunnerTests : IAsyncLifetime
{
    private const string Machine = "5029b4a5-0000-0000-0000-000000000001";

    private readonly LedgerFixture _ledger = new();
    private readonly Road _web = new(OperationChannel.Web), _ssh = new(OperationChannel.Ssh);
    private readonly Suspensions _suspensions;

    public DriverRunnerTests() => _suspensions = new Suspensions(_ledger.Database, _ledger.Time, NullLogger<Suspensions>.Instance);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _ledger.Database.WriteAsync(
            connection => connection.Execute(
                """
                INSERT INTO connectors (id, instance_uuid, vcenter, mo_ref, name, machine, version, state, enrolled_at, serial, certificate_ends)
                VALUES (@id, @Machine, 'vc', 'vm-1', 'web-01', '{"hostName":"web-01","operatingSystem":"linux","architecture":"x64"}', '1', 'Connected', 0, '00', 0)
                """,
                new { id = Guid.NewGuid(), Machine }),
            Token);
        var endpoints = new DriverEndpoints(new ConnectorStore(_ledger.Database, _ledger.Time));
        await _ledger.StartWorkerAsync(new DriverRunner([_ssh, _web], endpoints, _suspensions, _ledger.Time));
    }

    public ValueTask DisposeAsync() => _ledger.DisposeAsync();

    [Fact]
    public async Task Operation_WhileWebWorks_GoesOverWeb()
    {
        var operation = await EndOfNewAsync();

        Assert.Equal(OperationState.Success, operation.State);
        Assert.Equal((1, 0), (_web.Runs, _ssh.Runs));
    }

    [Fact]
    public async Task WhenWebFails_TheOperationSwitchesAndTheLedgerSaysWhy()
    {
        _web.Failure = Gone(DriverFault.Passing);

        var operation = await EndOfNewAsync();

        Assert.Equal(OperationState.Success, operation.State);
        Assert.Equal(
            [(OperationChannel.Web, AttemptOutcome.Retried, "gone"), (OperationChannel.Ssh, AttemptOutcome.Succeeded, null)],
            (await AttemptsAsync(operation.Id)).Select(attempt => (attempt.Channel, attempt.Outcome!.Value, attempt.Error?.Code)));
        Assert.Contains((await EventsAsync(operation.Id)), happening => happening is { Step: "driver", Message: "Goes over Ssh: It is gone." });
    }

    [Fact]
    public async Task WhileWebIsSuspended_ItIsNotTried_AndTriedAgainAfterwards()
    {
        _web.Failure = Gone(DriverFault.Passing);
        await EndOfNewAsync();
        await EndOfNewAsync();
        Assert.Equal((1, 2), (_web.Runs, _ssh.Runs));

        _ledger.Time.Advance(TimeSpan.FromSeconds(1));
        await EndOfNewAsync();
        Assert.Equal((2, 3), (_web.Runs, _ssh.Runs));

        _ledger.Time.Advance(TimeSpan.FromSeconds(1));
        await EndOfNewAsync();
        Assert.Equal((2, 4), (_web.Runs, _ssh.Runs));

        _web.Failure = null;
        _ledger.Time.Advance(TimeSpan.FromSeconds(1));
        await EndOfNewAsync();
        Assert.Equal((3, 4), (_web.Runs, _ssh.Runs));
        Assert.Empty(await _suspensions.OfAsync(Machine, Token));
    }

    [Fact]
    public async Task WhenAChannelIsOpenAgain_ItIsUsedAtOnceThoughItIsSuspended()
    {
        _web.Failure = Gone(DriverFault.Passing);
        await EndOfNewAsync();

        (_web.Failure, _web.Offer) = (null, new DriverOffer.Open());
        await EndOfNewAsync();

        Assert.Equal((2, 1), (_web.Runs, _ssh.Runs));
    }

    [Fact]
    public async Task WhenEveryRoadFails_TheOperationWaitsForTheFirstThatMayBeTriedAgain()
    {
        _web.Failure = Gone(DriverFault.Passing);
        _ssh.Failure = Gone(DriverFault.Passing);

        var waiting = await SubmitAsync(operation => operation is { State: OperationState.Queued, Error: not null });

        Assert.Equal(_ledger.Time.GetUtcNow().AddSeconds(1), waiting.NotBefore);
        _ssh.Failure = null;
        _ledger.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(OperationState.Success, (await _ledger.WaitForAsync(waiting.Id, operation => operation.HasEnded)).State);
    }

    [Fact]
    public async Task WhenAPasswordIsWrong_ItIsNotTriedAgainUntilItIsResumed()
    {
        _web.Offer = new DriverOffer.None(new("no-web", "No WEB.", "None."));
        _ssh.Failure = Gone(DriverFault.Permanent);

        var first = await EndOfNewAsync();
        _ledger.Time.Advance(TimeSpan.FromDays(1));
        var second = await EndOfNewAsync();
        Assert.Equal(("gone", "gone", 1), (first.Error!.Code, second.Error!.Code, _ssh.Runs));

        _ssh.Failure = null;
        Assert.True(await _suspensions.ResetAsync(Machine, OperationChannel.Ssh, Token));
        Assert.Equal(OperationState.Success, (await EndOfNewAsync()).State);
    }

    [Fact]
    public async Task WhenAnInstallationIsAskedForAnew_WhatFailedForGoodIsTriedOnceMore()
    {
        _web.Offer = new DriverOffer.None(new("no-web", "No WEB.", "None."));
        _ssh.Failure = Gone(DriverFault.Permanent);
        await EndOfNewAsync(OperationKind.InstallConnector);
        _ledger.Time.Advance(TimeSpan.FromSeconds(1));

        var again = await EndOfNewAsync(OperationKind.InstallConnector);
        Assert.Equal(("gone", 2), (again.Error!.Code, _ssh.Runs));

        _ssh.Failure = null;
        _ledger.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(OperationState.Success, (await EndOfNewAsync(OperationKind.InstallConnector)).State);
        Assert.Empty(await _suspensions.OfAsync(Machine, Token));
    }

    [Fact]
    public async Task WhenWhatItFailedWithIsChanged_ItIsTriedAgainAtOnce()
    {
        _web.Offer = new DriverOffer.None(new("no-web", "No WEB.", "None."));
        (_ssh.Offer, _ssh.Failure) = (new DriverOffer.Usable("wrong password"), Gone(DriverFault.Permanent));
        await EndOfNewAsync();
        await EndOfNewAsync();
        Assert.Equal(1, _ssh.Runs);

        (_ssh.Offer, _ssh.Failure) = (new DriverOffer.Usable("right password"), null);
        Assert.Equal(OperationState.Success, (await EndOfNewAsync()).State);
        Assert.Empty(await _suspensions.OfAsync(Machine, Token));
    }

    [Theory]
    [InlineData(true, "Success", 1)]
    [InlineData(false, "Error", 0)]
    public async Task WhenAFailureIsTheOperationsOwnUnlessAnotherRoadLeadsThere_ThatDecides(bool leads, string state, int suspensions)
    {
        var own = new OperationEnd.Failed(new("own", "It fails by itself.", "See why."));
        _web.Failure = new DriverException(DriverFault.Permanent, new("gone", "It is gone.", "Bring it back.")) { Otherwise = own };
        _ssh.Offer = leads ? new DriverOffer.Usable() : new DriverOffer.None(new("no-ssh", "No SSH.", "None."));

        var operation = await EndOfNewAsync();

        Assert.Equal(state, operation.State.ToString());
        Assert.Equal(leads ? null : "own", operation.Error?.Code);
        Assert.Equal(suspensions, (await _suspensions.OfAsync(Machine, Token)).Count);
    }

    [Fact]
    public async Task WhenTheOperationItselfFails_NoOtherRoadIsTaken()
    {
        _web.End = new OperationEnd.Failed(new("task-failed", "It failed.", "See why."));

        var operation = await EndOfNewAsync();

        Assert.Equal(("task-failed", 0), (operation.Error!.Code, _ssh.Runs));
        Assert.Empty(await _suspensions.OfAsync(Machine, Token));
    }

    private static DriverException Gone(DriverFault fault) => new(fault, new OperationError("gone", "It is gone.", "Bring it back."));

    private Task<Operation> EndOfNewAsync(OperationKind kind = OperationKind.GetStatus) => SubmitAsync(operation => operation.HasEnded, kind);

    private async Task<Operation> SubmitAsync(Func<Operation, bool> until, OperationKind kind = OperationKind.GetStatus)
    {
        var request = LedgerFixture.Request(kind: kind);
        var operation = await _ledger.SubmitAsync(request with { Target = request.Target with { InstanceUuid = Machine } });
        return await _ledger.WaitForAsync(operation.Id, until);
    }

    private Task<IReadOnlyList<OperationAttempt>> AttemptsAsync(Guid id) =>
        _ledger.Database.ReadAsync(connection => OperationQueries.Attempts(connection, id), Token);

    private Task<IReadOnlyList<OperationEvent>> EventsAsync(Guid id) =>
        _ledger.Database.ReadAsync(connection => OperationQueries.Events(connection, id, 0, 100), Token);

    private sealed class Road(OperationChannel channel) : IDriver
    {
        public OperationChannel Channel => channel;

        public DriverOffer Offer { get; set; } = new DriverOffer.Usable();

        public DriverException? Failure { get; set; }

        public OperationEnd End { get; set; } = new OperationEnd.Succeeded();

        public int Runs { get; private set; }

        public bool Carries(OperationKind kind) => true;

        public ValueTask<DriverOffer> OfferAsync(OperationRun run, DriverEndpoint endpoint, CancellationToken cancellationToken) => ValueTask.FromResult(Offer);

        public async Task<OperationEnd> RunAsync(OperationRun run, DriverEndpoint endpoint, CancellationToken cancellationToken)
        {
            Runs++;
            await run.BeginAttemptAsync(channel, cancellationToken);
            return Failure is null ? End : throw Failure;
        }
    }
}
