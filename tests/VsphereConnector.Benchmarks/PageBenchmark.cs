using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using VsphereConnector.Server;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Storage;
using VsphereConnector.Simulator;

namespace VsphereConnector.Benchmarks;

/// <summary>How long one page of a long list takes over REST; two of three machines have a connector. Server, vCenter and caller share this machine.</summary>
internal static class PageBenchmark
{
    private const int Rounds = 200;

    private static readonly string[] Queries =
        ["limit=50", "limit=500", "limit=50&name=77", "limit=50&sort=host&order=desc", "limit=50&sort=connector", "limit=50&sort=lastSeen&order=desc", "limit=50&connector=NotInstalled"];

    public static async Task RunAsync(int machines)
    {
        var folder = Directory.CreateTempSubdirectory("page-benchmark-");
        await using var vCenter = await SimulatedVCenter.StartAsync(
            new SimulatorOptions { VirtualMachines = machines, Hosts = 32 }, TimeProvider.System, CancellationToken.None);
        await using var server = ServerHost.Build(await InstallationBenchmark.OptionsAsync(folder.FullName, vCenter));
        await server.StartAsync();
        await AddConnectorsAsync(server.Services.GetRequiredService<Database>(), vCenter);
        using var client = await ConnectAsync(server);
        var first = Stopwatch.GetTimestamp();
        await client.GetByteArrayAsync(new Uri("api/v1/virtual-machines", UriKind.Relative));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"first page of {machines}: {Stopwatch.GetElapsedTime(first).TotalMilliseconds:0} ms"));
        foreach (var query in Queries)
        {
            await MeasureAsync(client, query);
        }

        await server.StopAsync();
        folder.Delete(recursive: true);
    }

    private static async Task MeasureAsync(HttpClient client, string query)
    {
        var path = new Uri("api/v1/virtual-machines?" + query, UriKind.Relative);
        using (var probe = await client.GetAsync(path))
        {
            if (!probe.IsSuccessStatusCode)
            {
                Console.WriteLine($"{query,-40} HTTP {(int)probe.StatusCode}");
                return;
            }
        }

        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var taken = new List<double>(Rounds);
        for (var round = 0; round < Rounds; round++)
        {
            var before = Stopwatch.GetTimestamp();
            await client.GetByteArrayAsync(path);
            taken.Add(Stopwatch.GetElapsedTime(before).TotalMilliseconds);
        }

        taken.Sort();
        var used = (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMilliseconds / Rounds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{query,-40} median {taken[Rounds / 2]:0.0} ms, 95 % {taken[Rounds * 95 / 100]:0.0} ms, longest {taken[^1]:0} ms; {used:0.0} ms of CPU"));
    }

    private static Task AddConnectorsAsync(Database database, SimulatedVCenter vCenter) => database.WriteAsync(
        connection => connection.Execute(
            """
            INSERT INTO connectors (id, instance_uuid, vcenter, mo_ref, name, machine, version, state, enrolled_at, last_seen, serial, certificate_ends)
            VALUES (@id, @uuid, 'simulated', @moRef, @name,
                '{"hostName":"h","machineId":"m","operatingSystem":"linux","operatingSystemName":"","architecture":"x64"}',
                '1.0.0', @state, 0, @seen, '', 0)
            """,
            vCenter.VirtualMachines.Where((_, index) => index % 3 != 0).Select((machine, index) => new
            {
                id = Guid.NewGuid(),
                uuid = machine.InstanceUuid,
                moRef = machine.Reference.Id,
                name = machine.Name,
                state = index % 10 == 0 ? "Disconnected" : "Connected",
                seen = DateTimeOffset.UnixEpoch.AddSeconds(index),
            })),
        CancellationToken.None);

    private static async Task<HttpClient> ConnectAsync(WebApplication server)
    {
        var token = await server.Services.GetRequiredService<ApiTokens>().CreateAsync("benchmark", null, CancellationToken.None);
        var client = new HttpClient { BaseAddress = server.Services.GetRequiredService<ServerListeners>().Api };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }
}
