using System.Diagnostics;
using Microsoft.AspNetCore.DataProtection;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Storage;

namespace VsphereConnector.Benchmarks;

/// <summary>What the ledger costs on this machine: submissions, claims and renewals on a real file.</summary>
internal static class LedgerBenchmark
{
    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("ledger-benchmark-");
        await using var database = Database.Open(Path.Combine(folder.FullName, "ledger.db"), TimeProvider.System);
        var signals = new OperationSignals();
        var ledger = new OperationLedger(database, new OperationSecrets(new EphemeralDataProtectionProvider()), signals, TimeProvider.System);
        var leases = new OperationLeases(database, signals, TimeProvider.System);

        await MeasureAsync("ledger_submit_one_after_the_other", 500, i => ledger.SubmitAsync([Request($"a-{i}")], "benchmark", CancellationToken.None));
        await MeasureTogetherAsync("ledger_submit_64_callers", 5_000, i => ledger.SubmitAsync([Request($"b-{i}")], "benchmark", CancellationToken.None));
        var batch = Enumerable.Range(0, 1_000).Select(i => Request($"c-{i}")).ToList();
        await MeasureAsync("ledger_submit_batches_of_1000", 10, _ => ledger.SubmitAsync(batch, "benchmark", CancellationToken.None));
        await MeasureAsync("ledger_claim_one", 500, _ => leases.ClaimAsync("node", TimeSpan.FromHours(1), 1, CancellationToken.None));
        await MeasureAsync("ledger_claim_256", 10, _ => leases.ClaimAsync("node", TimeSpan.FromHours(1), 256, CancellationToken.None));
        await MeasureTransitionsAsync(ledger, leases);
        await MeasureAsync("ledger_renew_all", 20, _ => leases.RenewAsync("node", TimeSpan.FromHours(1), CancellationToken.None));
        await database.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private static OperationRequest Request(string machine) => new()
    {
        Kind = OperationKind.RunTask,
        Target = OperationTarget.VirtualMachine(machine),
        Timeout = TimeSpan.FromMinutes(5),
    };

    /// <summary>Whole lives: recorded, claimed, ended; three changes of state each.</summary>
    private static Task MeasureTransitionsAsync(OperationLedger ledger, OperationLeases leases) => MeasureAsync("ledger_transitions", 3 * 5 * 256, async () =>
    {
        for (var round = 0; round < 5; round++)
        {
            await ledger.SubmitAsync([.. Enumerable.Range(0, 256).Select(i => Request($"d-{round}-{i}"))], "benchmark", CancellationToken.None);
            var claimed = await leases.ClaimAsync("node", TimeSpan.FromHours(1), 256, CancellationToken.None);
            await Task.WhenAll(claimed.Select(operation => leases.FinishAsync(
                operation, new OperationChange.Succeed(null), new RunNote(EventLevel.Information, "succeeded", "Carried out.", AttemptOutcome.Succeeded), CancellationToken.None)));
        }
    });

    private static Task MeasureAsync(string what, int count, Func<int, Task> work) => MeasureAsync(what, count, async () =>
    {
        for (var i = 0; i < count; i++)
        {
            await work(i);
        }
    });

    private static Task MeasureTogetherAsync(string what, int count, Func<int, Task> work) => MeasureAsync(what, count, () => Parallel.ForEachAsync(
        Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (i, _) => await work(i)));

    private static async Task MeasureAsync(string what, int count, Func<Task> work)
    {
        var before = Stopwatch.GetTimestamp();
        await work();
        var elapsed = Stopwatch.GetElapsedTime(before);
        Figure.Print(what, count / elapsed.TotalSeconds, "1/s");
    }
}
