using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using VsphereConnector.Server.Tests.Deployment;
using VsphereConnector.Server.Tests.Operations;
using VsphereConnector.Simulator;
using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Simulator.Rules;

namespace VsphereConnector.Server.Tests.Triggers;

/// <summary>The real program against a vCenter in trouble: what vCenter recorded is compared with what the rules made of it.</summary>
public sealed class EventLossTests : IDisposable
{
    private const int VMs = 400, VMEvents = 10_000, Rounds = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("events-");
    private readonly Random _random = new(20260131);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task WhenSessionsServersAndVCentersFail_ThenNoEventIsLostAndNoneCountsTwice()
    {
        await using var vCenter = await SimulatedVCenter.StartAsync(new SimulatorOptions { Hosts = 10 }, TimeProvider.System, Token);
        var machines = Enumerable.Range(1, VMs).Select(i => vCenter.AddVirtualMachine(
            new VirtualMachineOptions { Name = string.Create(CultureInfo.InvariantCulture, $"web-{i:000}"), PoweredOn = false })).ToList();
        vCenter.AddVirtualMachine(new VirtualMachineOptions { Name = "db-01", PoweredOn = false });
        var program = new ServerProgram(Path.Combine(_folder.FullName, "data"));
        var token = await program.CreateTokenAsync();
        int firstKey;
        using (var server = await ServeAsync(program, vCenter, token))
        {
            firstKey = vCenter.Events[^1].Key + 1;
            await CreateRuleAsync(server.Client);
            await UntilAsync(server.Client, "rules", list => list.GetProperty("vCenters").GetArrayLength() == 1);
            Break(vCenter);
            Happen(vCenter, machines, VMEvents / (Rounds + 1));
            await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(500, 3000)), TimeProvider.System, Token);
        }

        for (var round = 1; round <= Rounds; round++)
        {
            // Whatever it was about, the server is killed in the middle of it.
            Happen(vCenter, machines, VMEvents / (Rounds + 1) / 2);
            using var server = await ServeAsync(program, vCenter, token);
            await TroubleAsync(vCenter, round);
            Happen(vCenter, machines, VMEvents / (Rounds + 1) / 2);
            await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(200, 3000)), TimeProvider.System, Token);
            server.Process.Kill();
            await server.Process.WaitForExitAsync(Token);
        }

        vCenter.Rules.Clear();
        vCenter.EventDisorder = 0;
        foreach (var machine in machines.Where(machine => !machine.PoweredOn))
        {
            vCenter.PowerOn(machine);
        }

        using (var server = await ServeAsync(program, vCenter, token))
        {
            await UntilAsync(server.Client, "rules", list => IsDone(list) && Recorded() >= Expected(vCenter, firstKey).Count);
            await Task.Delay(TimeSpan.FromSeconds(6), TimeProvider.System, Token); // what is read once more must not count twice
            server.Process.Kill();
            await server.Process.WaitForExitAsync(Token);
        }

        Compare(Expected(vCenter, firstKey));
    }

    /// <summary>Sessions are lost, collectors end, answers are lost, events come late.</summary>
    private static void Break(SimulatedVCenter vCenter)
    {
        vCenter.EventDisorder = 0.05;
        vCenter.Rules.Add(new Rule { Method = "ReadNextEvents", Probability = 0.05, Break = ConnectionBreak.AfterCall });
        vCenter.Rules.Add(new Rule { Method = "ReadNextEvents", Probability = 0.05, Fault = "ManagedObjectNotFound" });
        vCenter.Rules.Add(new Rule { Method = "CreateCollectorForEvents", Probability = 0.1, Break = ConnectionBreak.BeforeCall });
        vCenter.Rules.Add(new Rule { Method = "RewindCollector", Probability = 0.1, Fault = "InvalidState" });
        vCenter.Rules.Add(new Rule { Method = "WaitForUpdatesEx", Probability = 0.02, Break = ConnectionBreak.AfterCall });
    }

    private static async Task TroubleAsync(SimulatedVCenter vCenter, int round)
    {
        if (round % 3 == 0)
        {
            vCenter.DropSessions();
        }

        if (round % 4 == 0)
        {
            // It restarts: nobody gets through for a while, and no session is left.
            vCenter.Rules.Add(new Rule { Break = ConnectionBreak.BeforeCall });
            vCenter.DropSessions();
            await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, Token);
            vCenter.Rules.Clear();
            Break(vCenter);
        }
    }

    private void Happen(SimulatedVCenter vCenter, List<VirtualMachine> machines, int events)
    {
        for (var i = 0; i < events; i++)
        {
            var machine = machines[_random.Next(machines.Count)];
            if (i % 200 == 0)
            {
                machines.Add(vCenter.Clone(machine, string.Create(CultureInfo.InvariantCulture, $"web-clone-{machines.Count}"), powerOn: false));
            }
            else if (machine.PoweredOn)
            {
                vCenter.PowerOff(machine);
            }
            else
            {
                vCenter.PowerOn(machine);
            }
        }
    }

    private static HashSet<string> Expected(SimulatedVCenter vCenter, int firstKey) =>
    [
        .. from told in vCenter.Events
           where told.Key >= firstKey && told.VirtualMachine?.StartsWith("web-", StringComparison.Ordinal) == true
           select told.TypeId switch
           {
               "VmPoweredOnEvent" => string.Create(CultureInfo.InvariantCulture, $"PoweredOn:event:{told.Key}:{told.CreatedTime.ToUnixTimeMilliseconds()}"),
               "VmClonedEvent" => $"Cloned:{told.VirtualMachineId}",
               _ => "",
           } into key
           where key.Length > 0
           select key,
    ];

    private void Compare(HashSet<string> expected)
    {
        using var database = Open();
        var counted = database.Query<(string Key, long Firings)>(
            """
            SELECT key, (SELECT COUNT(*) FROM rule_firing_occurrences WHERE occurrence = occurrences.sequence) FROM occurrences
            WHERE kind IN ('PoweredOn', 'Cloned')
            """).ToList();
        var lost = expected.Except(counted.Select(row => row.Key)).ToList();
        var invented = counted.Select(row => row.Key).Except(expected).ToList();
        TestContext.Current.TestOutputHelper?.WriteLine($"{expected.Count} triggers of {VMEvents} VM events, {database.QuerySingle<long>("SELECT COUNT(*) FROM rule_firings")} firings");

        Assert.Empty(lost);
        Assert.Empty(invented);
        Assert.All(counted, row => Assert.Equal(1, row.Firings));

        // Each firing asked for one operation, and no operation is without its firing.
        Assert.Equal(0, database.QuerySingle<long>("SELECT COUNT(*) FROM rule_firings WHERE state <> 'Failed' OR tries <> 1"));
        Assert.Equal(
            database.QuerySingle<long>("SELECT COUNT(DISTINCT operation_id) FROM rule_firings"),
            database.QuerySingle<long>("SELECT COUNT(*) FROM operations"));
    }

    private long Recorded()
    {
        using var database = Open();
        return database.QuerySingle<long>("SELECT COUNT(*) FROM occurrences WHERE kind IN ('PoweredOn', 'Cloned')");
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(_folder.FullName, "data", "vsphere-connector.db")};Pooling=False");
        connection.Open();
        return connection;
    }

    private static bool IsDone(JsonElement list)
    {
        var firings = list.GetProperty("items")[0].GetProperty("firings");
        return list.GetProperty("vCenters").EnumerateArray().All(vCenter => vCenter.TryGetProperty("caughtUpAt", out _) && vCenter.GetProperty("open").GetInt64() == 0)
            && !firings.TryGetProperty("Waiting", out _) && !firings.TryGetProperty("Submitted", out _);
    }

    private static async Task CreateRuleAsync(HttpClient client)
    {
        var rule = new
        {
            name = "web",
            on = new[] { "PoweredOn", "Cloned" },
            scope = new { names = new[] { "web-*" } },
            action = new { kind = "GetStatus" },
            settleSeconds = 0,
            pace = new { atOnce = 1000, perHost = 1000 },
            retries = new { afterSeconds = new[] { 1 }, most = 0 },
        };
        using var response = await client.PostAsJsonAsync(new Uri("api/v1/rules", UriKind.Relative), rule, Token);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Token));
    }

    private static async Task UntilAsync(HttpClient client, string path, Func<JsonElement, bool> expected)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(Patience);
        JsonElement answer;
        while (!expected(answer = await client.GetFromJsonAsync<JsonElement>($"api/v1/{path}", Token)))
        {
            Assert.False(patience.IsCancellationRequested, $"It does not come to an end: {answer}");
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, Token);
        }
    }

    private Task<RunningProgram> ServeAsync(ServerProgram program, SimulatedVCenter vCenter, string token) => program.ServeAsync(
        token,
        "--VCenters:0:Name=main",
        $"--VCenters:0:Url={vCenter.SdkUri}",
        "--VCenters:0:Username=administrator@vsphere.local",
        $"--VCenters:0:PasswordFile={DeploymentWorld.WritePassword(_folder.FullName, "vcenter", "simulator")}",
        $"--VCenters:0:Thumbprint={vCenter.Sha256Thumbprint}",
        "--Rules:PollInterval=00:00:00.2",
        "--Rules:RereadInterval=00:00:05",
        "--Rules:AtOnce=1000",
        "--Rules:PerHost=1000");
}
