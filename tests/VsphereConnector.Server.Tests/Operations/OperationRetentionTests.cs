using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Tests.Operations;

public sealed class OperationRetentionTests
{
    [Fact]
    public async Task Remove_WhatEndedLongAgo_TakesAllThatBelongsToIt_AndNothingElse()
    {
        await using var fixture = new LedgerFixture();
        for (var i = 0; i < 250; i++)
        {
            var old = await fixture.SubmitAsync();
            await fixture.Ledger.RequestCancelAsync(old.Id, "tester", LedgerFixture.Token);
        }

        var waiting = await fixture.SubmitAsync();
        fixture.Time.Advance(TimeSpan.FromDays(91));
        var recent = await fixture.SubmitAsync();
        await fixture.Ledger.RequestCancelAsync(recent.Id, "tester", LedgerFixture.Token);
        using var retention = new OperationRetention(
            fixture.Database, Options.Create(new ServerOptions()), fixture.Time, NullLogger<OperationRetention>.Instance);

        Assert.Equal(250, await retention.RemoveAsync(LedgerFixture.Token));

        var left = await fixture.Database.ReadAsync(
            connection => connection.Query<Guid>("SELECT id FROM operations UNION SELECT operation_id FROM operation_events").ToHashSet(),
            LedgerFixture.Token);
        Assert.Equal([waiting.Id, recent.Id], left);
    }
}
