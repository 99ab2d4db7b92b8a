using System.Diagnostics;
using System.Globalization;
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

        await MeasureAsync("submit one, one after the other", 500, i => ledger.SubmitAsync([Request($"a-{i}")], "benchmark", CancellationToken.None));
        await MeasureTogetherAsync("submit one, 64 callers at once", 5_000, i => ledger.SubmitAsync([Request($"b-{i}")], "benchmark", CancellationToken.None));
        var batch = Enumerable.Range(0, 1_000).Select(i => Request($"c-{i}")).ToList();
        await MeasureAsync("submit a batch of 1,000", 10, _ => ledger.SubmitAsync(batch, "benchmark", CancellationToken.None));
        await MeasureAsync("claim one of some 15,000", 500, _ => leases.ClaimAsync("node", TimeSpan.FromHours(1), 1, CancellationToken.None));
        await MeasureAsync("claim 256 of some 15,000", 10, _ => leases.ClaimAsync("node", TimeSpan.FromHours(1), 256, CancellationToken.None));
        await MeasureAsync("renew all leases at once", 20, _ => leases.RenewAsync("node", TimeSpan.FromHours(1), CancellationToken.None));
        await database.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private static OperationRequest Request(string machine) => new()
    {
        Kind = OperationKind.RunTask,
        Target = OperationTarget.VirtualMachine(machine),
        Timeout = TimeSpan.FromMinutes(5),
    };

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
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{what,-34} {count / elapsed.TotalSeconds,9:0.0}/s {elapsed.TotalMilliseconds / count,9:0.000} ms each"));
    }
}
