using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using VsphereConnector.Simulator;

namespace VsphereConnector.Benchmarks;

/// <summary>
/// A whole fleet on one machine: the server in a process of its own; the simulated vCenters, their guests and the connectors' own code in
/// this one. Both share the machine's cores, so what the server could do alone is more.
/// </summary>
internal static class FleetBenchmark
{
    private const int Measured = 1000, Hosts = 16, PerVCenter = 128, PerBatch = 1000, Calls = 300, CallsPerSecond = 20;

    /// <summary>About what VMware Tools take for one guest operation.</summary>
    private static readonly TimeSpan GuestOperationTime = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200), AtRest = TimeSpan.FromSeconds(60);

    public static async Task RunAsync(int machines)
    {
        var measured = Math.Min(Measured, machines);
        await using var slow = await SimulateAsync(measured, GuestOperationTime, seed: 1);
        await using var quick = await SimulateAsync(machines - measured, TimeSpan.Zero, seed: 2);
        await ServeAsync(new() { ["slow"] = slow, ["quick"] = quick }, async server =>
        {
            await InstallAsync(server, slow, measured);
            await InstallAllAsync(server, "quick", quick, machines);
            await RestAsync(server, machines);
            await CallAsync(server, slow);
            await RestartAsync(server, machines);
        });
    }

    /// <summary>The restart alone, with machines that are quick to install.</summary>
    public static async Task RunReconnectAsync(int machines)
    {
        await using var quick = await SimulateAsync(machines, TimeSpan.Zero, seed: 2);
        await ServeAsync(new() { ["quick"] = quick }, async server =>
        {
            await InstallAllAsync(server, "quick", quick, machines);
            await RestartAsync(server, machines);
        });
    }

    private static async Task ServeAsync(Dictionary<string, SimulatedVCenter> vCenters, Func<ServerProcess, Task> measure)
    {
        var folder = Directory.CreateTempSubdirectory("fleet-benchmark-");
        try
        {
            using var server = await ServerProcess.StartAsync(folder.FullName, vCenters);
            await measure(server);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Task<SimulatedVCenter> SimulateAsync(int machines, TimeSpan guestOperationTime, int seed) => SimulatedVCenter.StartAsync(
        new SimulatorOptions { VirtualMachines = machines, Hosts = Hosts, GuestOperationTime = guestOperationTime, Seed = seed }, TimeProvider.System, CancellationToken.None);

    private static async Task InstallAsync(ServerProcess server, SimulatedVCenter vCenter, int machines)
    {
        var cpu = server.Cpu;
        var before = Stopwatch.GetTimestamp();
        await InstallAllAsync(server, "slow", vCenter, machines);
        var elapsed = Stopwatch.GetElapsedTime(before);
        var guestOperations = vCenter.Calls.ByMethod.Where(call => call.Key.EndsWith("InGuest", StringComparison.Ordinal) || call.Key.Contains("FileTransfer", StringComparison.Ordinal)).Sum(call => call.Value);
        var bound = guestOperations * GuestOperationTime / PerVCenter;
        Figure.Print("installs_per_minute", machines / elapsed.TotalMinutes, "1/min");
        Figure.Print("installs_bound_by_guests_per_minute", machines / bound.TotalMinutes, "1/min");
        Figure.Print("installs_time_to_bound", elapsed / bound, "ratio");
        Figure.Print("soap_calls_per_install", (double)vCenter.Calls.Total / machines, "calls");
        Figure.Print("server_cpu_per_install", (server.Cpu - cpu).TotalMilliseconds / machines, "ms");
    }

    /// <summary>Installs into the machines of a vCenter and waits until so many connectors are connected.</summary>
    private static async Task InstallAllAsync(ServerProcess server, string name, SimulatedVCenter vCenter, long connected)
    {
        foreach (var batch in vCenter.VirtualMachines.Chunk(PerBatch))
        {
            var operations = batch.Select(machine => new
            {
                kind = "InstallConnector",
                target = new { virtualMachine = machine.InstanceUuid, vCenter = name },
                guestLogon = new { name = "guest" },
                timeoutSeconds = 3600,
            });
            using var answer = await server.Api.PostAsJsonAsync("operations", new { operations });
            answer.EnsureSuccessStatusCode();
        }

        await UntilConnectedAsync(server, connected);
    }

    private static async Task RestAsync(ServerProcess server, int machines)
    {
        await Task.Delay(AtRest / 4, TimeProvider.System);
        var cpu = server.Cpu;
        await Task.Delay(AtRest, TimeProvider.System);
        Figure.Print($"server_memory_at_{machines}_connectors", server.ResidentMegabytes, "MB");
        Figure.Print($"server_cpu_at_{machines}_connectors", 100 * ((server.Cpu - cpu) / AtRest), "% of a core");
    }

    /// <summary>The time from the call until the connector has begun, at a steady rate.</summary>
    private static async Task CallAsync(ServerProcess server, SimulatedVCenter vCenter)
    {
        var machines = vCenter.VirtualMachines;
        var calls = new List<Task<double>>(Calls);
        for (var call = 0; call < Calls; call++)
        {
            calls.Add(MeasureCallAsync(server, machines[call % machines.Count].Name));
            await Task.Delay(TimeSpan.FromSeconds(1.0 / CallsPerSecond), TimeProvider.System);
        }

        double[] taken = [.. (await Task.WhenAll(calls)).Order()];
        Figure.Print("call_to_start_median", Figure.Percentile(taken, 50), "ms");
        Figure.Print("call_to_start_99_percent", Figure.Percentile(taken, 99), "ms");
    }

    private static async Task<double> MeasureCallAsync(ServerProcess server, string machine)
    {
        var called = TimeProvider.System.GetUtcNow();
        using var answer = await server.Api.PostAsJsonAsync("operations", new { kind = "GetStatus", target = new { virtualMachine = machine, vCenter = "slow" } });
        var id = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        while (true)
        {
            var operation = await server.Api.GetFromJsonAsync<JsonElement>($"operations/{id}");
            var began = operation.GetProperty("events").EnumerateArray().FirstOrDefault(happened => happened.GetProperty("step").GetString() == "run");
            if (began.ValueKind == JsonValueKind.Object)
            {
                return (began.GetProperty("at").GetDateTimeOffset() - called).TotalMilliseconds;
            }

            await Task.Delay(Poll, TimeProvider.System);
        }
    }

    private static async Task RestartAsync(ServerProcess server, int machines)
    {
        var before = Stopwatch.GetTimestamp();
        await server.KillAndStartAsync();
        Figure.Print("server_start_after_kill", Stopwatch.GetElapsedTime(before).TotalSeconds, "s");
        await UntilConnectedAsync(server, machines);
        Figure.Print($"reconnect_{machines}_connectors_after_kill", Stopwatch.GetElapsedTime(before).TotalSeconds, "s");
    }

    private static async Task UntilConnectedAsync(ServerProcess server, long connectors)
    {
        while (await server.ConnectedAsync() < connectors)
        {
            await Task.Delay(Poll, TimeProvider.System);
        }
    }
}
