using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using VsphereConnector.Server.Storage;
using VsphereConnector.Server.Tests.Deployment;

namespace VsphereConnector.Server.Tests.Fleet;

/// <summary>What tests ask of the lists, and how they put connectors into the database that nobody has to install.</summary>
internal static class FleetAssertions
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private static CancellationToken Cancel => DeploymentWorld.Cancel;

    public static Task<JsonElement> GetAsync(this DeploymentWorld world, string path) =>
        world.Client.GetFromJsonAsync<JsonElement>("api/v1/" + path, Cancel);

    public static async Task<IReadOnlyList<string>> NamesAsync(this DeploymentWorld world, string query = "") =>
        (await world.GetAsync("virtual-machines?limit=500" + query)).Names();

    public static IReadOnlyList<string> Names(this JsonElement page) =>
        [.. page.GetProperty("items").EnumerateArray().Select(machine => machine.GetProperty("name").GetString()!)];

    /// <summary>Asks until the answer is as it should be.</summary>
    public static async Task<JsonElement> UntilAsync(this DeploymentWorld world, string path, Func<JsonElement, bool> expected)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(Patience);
        while (true)
        {
            var answer = await world.Client.GetFromJsonAsync<JsonElement>("api/v1/" + path, patience.Token);
            if (expected(answer))
            {
                return answer;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        }
    }

    public static Task AddConnectorAsync(
        this IServiceProvider services, string instanceUuid, string state = "Connected", string version = "1.0.0", DateTimeOffset? lastSeen = null) =>
        services.AddConnectorsAsync([(instanceUuid, state, version, lastSeen)]);

    public static Task AddConnectorsAsync(
        this IServiceProvider services, IEnumerable<(string InstanceUuid, string State, string Version, DateTimeOffset? LastSeen)> connectors) =>
        services.GetRequiredService<Database>().WriteAsync(
            connection => connection.Execute(
                """
                INSERT INTO connectors (id, instance_uuid, vcenter, mo_ref, name, machine, version, state, enrolled_at, last_seen, serial, certificate_ends)
                VALUES (@id, @InstanceUuid, 'simulated', 'vm-1', 'name', '{}', @Version, @State, 0, @LastSeen, '', 0)
                """,
                connectors.Select(connector => new { id = Guid.NewGuid(), connector.InstanceUuid, connector.Version, connector.State, connector.LastSeen })),
            Cancel);
}
