using System.Text;
using Dapper;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Operations;
using static VsphereConnector.Server.Tests.Operations.LedgerFixture;

namespace VsphereConnector.Server.Tests.Operations;

public sealed class OperationLedgerTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly OperationError Reason = new("not-yet", "Not yet.", "Wait.");

    [Fact]
    public async Task Submit_SameKeyAndContent_ReturnsTheFirstOperation()
    {
        await using var fixture = new LedgerFixture();

        var submissions = await fixture.Ledger.SubmitAsync([Request(key: "k"), Request(key: "k")], "tester", Token);
        var later = await fixture.Ledger.SubmitAsync([Request(key: "k")], "tester", Token);

        Assert.Equal(
            [SubmissionOutcome.Created, SubmissionOutcome.Existing, SubmissionOutcome.Existing],
            submissions.Concat(later).Select(submission => submission.Outcome));
        Assert.Single(submissions.Concat(later).Select(submission => submission.Operation.Id).Distinct());
    }

    [Fact]
    public async Task Submit_SameKeyOtherContent_IsAConflictAndRecordsNothing()
    {
        await using var fixture = new LedgerFixture();
        var first = await fixture.SubmitAsync(Request("web-01", "k"));

        var second = (await fixture.Ledger.SubmitAsync([Request("web-02", "k")], "tester", Token))[0];

        Assert.Equal((SubmissionOutcome.Conflict, first.Id), (second.Outcome, second.Operation.Id));
        Assert.Single(await ListAsync(fixture, new OperationFilter()));
    }

    [Fact]
    public async Task Submit_SameKeyOfAnotherCaller_IsAnotherOperation()
    {
        await using var fixture = new LedgerFixture();
        var first = await fixture.SubmitAsync(Request(key: "k"));

        var second = (await fixture.Ledger.SubmitAsync([Request(key: "k")], "somebody else", Token))[0];

        Assert.Equal(SubmissionOutcome.Created, second.Outcome);
        Assert.NotEqual(first.Id, second.Operation.Id);
    }

    [Fact]
    public async Task Submit_SameKeyManyTimesAtOnce_RecordsOne()
    {
        await using var fixture = new LedgerFixture();

        var submissions = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => fixture.Ledger.SubmitAsync([Request(key: "k")], "tester", Token)));

        Assert.Single(submissions, submission => submission[0].Outcome == SubmissionOutcome.Created);
        Assert.Single(await ListAsync(fixture, new OperationFilter()));
    }

    [Fact]
    public async Task Submit_WhatWasAsked_IsWhatIsFound()
    {
        await using var fixture = new LedgerFixture();
        var request = Request(kind: OperationKind.InstallConnector) with
        {
            Target = new() { Kind = TargetKind.VirtualMachine, VCenter = "lab", Name = "ü 'web' \"01\"", MoRef = "vm-1", InstanceUuid = "5012" },
            Parameters = System.Text.Json.JsonElement.Parse("""{"a":[1,2,{"b":null}]}"""),
            GuestLogon = "admin",
        };

        var submitted = await fixture.SubmitAsync(request);
        var found = await fixture.GetAsync(submitted.Id);

        Assert.Equal(request.Parameters.ToString(), found.Parameters.ToString());
        Assert.Equal(submitted with { Sequence = found.Sequence, Parameters = null }, found with { Parameters = null });
    }

    [Fact]
    public async Task List_PageByPage_ShowsEachOnceNewestFirst()
    {
        await using var fixture = new LedgerFixture();
        var submitted = await fixture.Ledger.SubmitAsync([.. Enumerable.Range(0, 25).Select(i => Request($"web-{i}"))], "tester", Token);

        var seen = new List<Guid>();
        for (long? before = null; ;)
        {
            var page = await ListAsync(fixture, new OperationFilter { Before = before, Limit = 10 });
            seen.AddRange(page.Select(operation => operation.Id));
            if (page.Count < 10)
            {
                break;
            }

            before = page[^1].Sequence;
        }

        Assert.Equal(submitted.Select(submission => submission.Operation.Id).Reverse(), seen);
    }

    [Fact]
    public async Task List_ByTarget_FindsNamesAndConnectors()
    {
        await using var fixture = new LedgerFixture();
        var connector = Guid.NewGuid();
        await fixture.SubmitAsync(Request("web-01"));
        await fixture.SubmitAsync(Request() with { Target = OperationTarget.Connector(connector) });

        Assert.Single(await ListAsync(fixture, new OperationFilter { Target = "web-01", State = OperationState.Queued }));
        Assert.Single(await ListAsync(fixture, new OperationFilter { Target = connector.ToString() }));
        Assert.Empty(await ListAsync(fixture, new OperationFilter { Target = "web-02" }));
    }

    [Fact]
    public async Task Claim_ByManyWorkersAtOnce_NeverGivesARowTwice()
    {
        await using var fixture = new LedgerFixture();
        await fixture.Ledger.SubmitAsync([.. Enumerable.Range(0, 300).Select(i => Request($"web-{i}"))], "tester", Token);

        var claims = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => fixture.Leases.ClaimAsync($"node-{i % 4}", Lease, 10, Token)));

        var claimed = claims.SelectMany(claim => claim).Select(operation => operation.Id).ToList();
        Assert.Equal(300, claimed.Count);
        Assert.Equal(300, claimed.Distinct().Count());
    }

    [Fact]
    public async Task Claim_TwoInstallationsOfOneMachine_OneAfterTheOther()
    {
        await using var fixture = new LedgerFixture();
        var first = await fixture.SubmitAsync(Request("WEB-01", kind: OperationKind.InstallConnector));
        var second = await fixture.SubmitAsync(Request("web-01", kind: OperationKind.InstallConnector));
        var other = await fixture.SubmitAsync(Request("web-02", kind: OperationKind.InstallConnector));

        var claimed = await fixture.Leases.ClaimAsync("node", Lease, 10, Token);
        Assert.Equal([first.Id, other.Id], claimed.Select(operation => operation.Id));

        await FinishAsync(fixture, claimed[0], new OperationChange.Succeed(null));
        Assert.Equal([second.Id], (await fixture.Leases.ClaimAsync("node", Lease, 10, Token)).Select(operation => operation.Id));
    }

    [Fact]
    public async Task TryResolveTarget_ToAMachineThatIsWorkedOn_IsRefused()
    {
        await using var fixture = new LedgerFixture();
        await fixture.SubmitAsync(Request("web-01", kind: OperationKind.InstallConnector));
        await fixture.SubmitAsync(Request("vm-7", kind: OperationKind.InstallConnector));
        var claimed = await fixture.Leases.ClaimAsync("node", Lease, 10, Token);
        var resolved = OperationTarget.VirtualMachine("web-01", "lab", "vm-7", "5012");

        Assert.True(await fixture.Journal.TrySaveTargetAsync(claimed[0], resolved, Token));
        Assert.False(await fixture.Journal.TrySaveTargetAsync(claimed[1], resolved, Token));
        Assert.Equal(resolved, (await fixture.GetAsync(claimed[0].Id)).Target);
    }

    [Fact]
    public async Task Claim_WhileALeaseLasts_LeavesItAlone_AndAfterwardsTakesItOver()
    {
        await using var fixture = new LedgerFixture();
        await fixture.SubmitAsync();
        var first = Assert.Single(await fixture.Leases.ClaimAsync("node-1", Lease, 10, Token));

        fixture.Time.Advance(Lease - TimeSpan.FromSeconds(1));
        Assert.Empty(await fixture.Leases.ClaimAsync("node-2", Lease, 10, Token));
        fixture.Time.Advance(TimeSpan.FromSeconds(1));
        var second = Assert.Single(await fixture.Leases.ClaimAsync("node-2", Lease, 10, Token));

        Assert.Equal(first.Id, second.Id);
        await Assert.ThrowsAsync<LeaseLostException>(() => fixture.Journal.ReportAsync(first, "late", "Too late.", null, EventLevel.Information, Token));
        Assert.False(await FinishAsync(fixture, first, new OperationChange.Succeed(null)));
        Assert.True(await FinishAsync(fixture, second, new OperationChange.Succeed(null)));
    }

    [Fact]
    public async Task Renew_BeforeItsEnd_KeepsTheLease()
    {
        await using var fixture = new LedgerFixture();
        await fixture.SubmitAsync();
        var claimed = Assert.Single(await fixture.Leases.ClaimAsync("node-1", Lease, 10, Token));
        fixture.Time.Advance(TimeSpan.FromSeconds(20));

        var held = await fixture.Leases.RenewAsync("node-1", Lease, Token);
        fixture.Time.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal(claimed.Version, held[claimed.Id].Version);
        Assert.Empty(await fixture.Leases.ClaimAsync("node-2", Lease, 10, Token));
    }

    [Fact]
    public async Task Cancel_OfAQueuedOperation_EndsItAtOnce()
    {
        await using var fixture = new LedgerFixture();
        var operation = await fixture.SubmitAsync();

        var cancelled = await fixture.Ledger.RequestCancelAsync(operation.Id, "tester", Token);

        Assert.Equal(OperationState.Cancelled, cancelled?.State);
        Assert.Empty(await fixture.Leases.ClaimAsync("node", Lease, 10, Token));
        Assert.Null(await fixture.Ledger.RequestCancelAsync(Guid.NewGuid(), "tester", Token));
    }

    [Fact]
    public async Task Wake_WhatWaitsForAConnector_IsDueAtOnce()
    {
        await using var fixture = new LedgerFixture();
        var connector = Guid.NewGuid();
        await fixture.SubmitAsync(Request() with { Target = OperationTarget.Connector(connector) });
        await fixture.SubmitAsync(Request() with { Target = OperationTarget.VirtualMachine(instanceUuid: "5012") });
        await fixture.SubmitAsync(Request() with { Target = OperationTarget.Connector(Guid.NewGuid()) });
        foreach (var claimed in await fixture.Leases.ClaimAsync("node", Lease, 10, Token))
        {
            await FinishAsync(fixture, claimed, new OperationChange.Retry(fixture.Time.GetUtcNow().AddMinutes(2), Reason));
        }

        Assert.Empty(await fixture.Leases.ClaimAsync("node", Lease, 10, Token));
        await fixture.Ledger.WakeAsync(connector, "5012", Token);

        Assert.Equal(2, (await fixture.Leases.ClaimAsync("node", Lease, 10, Token)).Count);
    }

    [Fact]
    public async Task Secrets_AreUnreadableInTheFile_AndGoWithTheEnd()
    {
        await using var fixture = new LedgerFixture();
        var operation = await fixture.SubmitAsync(Request() with { Secrets = new Dictionary<string, string> { ["guest-logon"] = "s3cret" } });

        Assert.Equal("s3cret", await fixture.Journal.GetSecretAsync(operation.Id, "guest-logon", Token));
        var stored = await fixture.Database.ReadAsync(connection => connection.QuerySingle<byte[]>("SELECT protected FROM operation_secrets"), Token);
        Assert.DoesNotContain("s3cret", Encoding.Latin1.GetString(stored), StringComparison.Ordinal);

        await fixture.Ledger.RequestCancelAsync(operation.Id, "tester", Token);
        Assert.Null(await fixture.Journal.GetSecretAsync(operation.Id, "guest-logon", Token));
    }

    [Fact]
    public async Task BeginAttempt_AfterARestart_GoesOnWithTheSameOne()
    {
        await using var fixture = new LedgerFixture();
        await fixture.SubmitAsync();
        var first = Assert.Single(await fixture.Leases.ClaimAsync("node", Lease, 1, Token));
        Assert.Equal(1, await fixture.Journal.BeginAttemptAsync(first, OperationChannel.GuestOperations, Token));
        await fixture.Leases.AdoptAsync("node", Token);
        var second = Assert.Single(await fixture.Leases.ClaimAsync("node", Lease, 1, Token));

        Assert.Equal(1, await fixture.Journal.BeginAttemptAsync(second, OperationChannel.GuestOperations, Token));
        Assert.Equal(2, await fixture.Journal.BeginAttemptAsync(second, OperationChannel.Web, Token));

        var attempts = await fixture.Database.ReadAsync(connection => OperationQueries.Attempts(connection, second.Id), Token);
        Assert.Equal([AttemptOutcome.Retried, null], attempts.Select(attempt => attempt.Outcome));
    }

    private static Task<bool> FinishAsync(LedgerFixture fixture, Operation held, OperationChange change) =>
        fixture.Leases.FinishAsync(held, change, new RunNote(EventLevel.Information, "test", "As the test wants it."), Token);

    private static Task<IReadOnlyList<Operation>> ListAsync(LedgerFixture fixture, OperationFilter filter) =>
        fixture.Database.ReadAsync(connection => OperationQueries.List(connection, filter), Token);
}
