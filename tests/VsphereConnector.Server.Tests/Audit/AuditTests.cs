using System.CommandLine;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using VsphereConnector.Server.Audit;
using VsphereConnector.Server.CommandLine.Client;
using VsphereConnector.Server.Tests.Plugin.Sessions;
using VsphereConnector.Simulator.Authorization;
using VsphereConnector.Testing;
using static VsphereConnector.Server.Tests.Plugin.Sessions.SessionWorld;

namespace VsphereConnector.Server.Tests.Audit;

public sealed class AuditTests
{
    private const string Operations = "/api/v1/operations";

    [Fact]
    public async Task Batch_OfAUser_IsOneEntryThatTellsOfEachTarget()
    {
        await using var world = await StartAsync();
        world.VCenter.SetPermission(new Permission(Operator, Role.ConnectorViewer, world.VCenter.VirtualMachine("vm-00002")));
        await world.Page(Operator).SendAsync(Operations, new
        {
            operations = new[] { "vm-00001", "vm-00002" }.Select(machine => new { kind = "RunTask", target = new { virtualMachine = machine }, parameters = new { script = "secret-script" } }),
        });

        var entry = Assert.Single(await ReadAsync(world));

        Assert.Equal((@"VSPHERE.LOCAL\operator", "User", "simulated", "127.0.0.1"), (Text(entry, "user"), Text(entry, "userKind"), Text(entry, "vCenter"), Text(entry, "address")));
        Assert.Equal(("RunTask", "Partial", "privilege-missing", 2), (Text(entry, "action"), Text(entry, "outcome"), Text(entry, "code"), entry.GetProperty("targetCount").GetInt32()));
        var targets = entry.GetProperty("targets").EnumerateArray().ToList();
        Assert.True(targets[0].TryGetProperty("operation", out _));
        Assert.Equal(("vm-00002", "privilege-missing"), (Text(targets[1], "name"), Text(targets[1], "code")));
    }

    [Fact]
    public async Task Requests_AcceptedAndRefused_AreFoundByTheirFilters()
    {
        await using var world = await StartAsync();
        var script = await world.ScriptAsync();
        var (_, operation) = await script.SubmitAsync("RunTask", "vm-00001");
        await script.SendAsync($"{Operations}/{operation.GetProperty("id").GetGuid()}/cancel");
        await script.SendAsync(Operations, new { kind = "Dance" });
        await world.Page(Viewer).SubmitAsync("RunTask", "vm-00001");
        await script.ReadAsync(Operations);

        Assert.Equal(["RunTask", "SubmitOperations", "CancelOperation", "RunTask"], (await ReadAsync(world)).Select(entry => Text(entry, "action")));
        Assert.Equal(3, (await ReadAsync(world, "?user=SCRIPT")).Count);
        Assert.Equal(2, (await ReadAsync(world, "?action=RunTask")).Count);
        Assert.Equal(2, (await ReadAsync(world, "?outcome=Refused")).Count);
        Assert.Equal(2, (await ReadAsync(world, $"?target={operation.GetProperty("id").GetGuid()}")).Count);
        Assert.Single(await ReadAsync(world, "?target=vm-00001&outcome=Refused"));
        Assert.Empty(await ReadAsync(world, "?since=2999-01-01T00:00:00Z"));
        Assert.Equal(400, (await script.ReadAsync("/api/v1/audit?outcome=Good")).Status);
        var (_, first) = await script.ReadAsync("/api/v1/audit?limit=3");
        Assert.Single((await script.ReadAsync($"/api/v1/audit?limit=3&after={first.GetProperty("next").GetString()}")).Body.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Audit_IsForThoseWhoAdminister()
    {
        await using var world = await StartAsync();

        var refused = await world.Page(Operator).ReadAsync("/api/v1/audit");

        Assert.Equal((403, "privilege-missing"), (refused.Status, refused.Code()));
        var (status, page) = await world.Page(Administrator).ReadAsync("/api/v1/audit");
        var entry = Assert.Single(page.GetProperty("items").EnumerateArray());
        Assert.Equal((200, "ListAudit", "Refused"), (status, Text(entry, "action"), Text(entry, "outcome")));
    }

    [Fact]
    public async Task Refusals_ThatRepeat_AreCountedNotRepeated()
    {
        var time = new ManualTimeProvider(DateTimeOffset.UnixEpoch.AddYears(60));
        await using var world = await StartAsync(time: time);
        var stranger = world.Page("stale-token", world.VCenter.InstanceUuid);
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(401, (await stranger.ReadAsync(Operations)).Status);
        }

        time.Advance(TimeSpan.FromMinutes(1));
        await stranger.ReadAsync(Operations);

        var entries = await ReadAsync(world, "?action=LogOn");
        Assert.Equal(2, entries.Count);
        Assert.Equal(("", "Unknown", 49), (Text(entries[0], "user"), Text(entries[0], "userKind"), entries[0].GetProperty("repeats").GetInt32()));
    }

    [Fact]
    public async Task Entries_HoldNoSecret()
    {
        await using var world = await StartAsync();
        var token = world.VCenter.LogInToClient(Administrator);
        await world.Page(token, world.VCenter.InstanceUuid).SendAsync(Operations, new
        {
            kind = "InstallConnector",
            target = new { virtualMachine = "vm-00001" },
            guestLogon = new { username = "root", password = "guest-secret" },
            idempotencyKey = "key",
        });
        await world.StopAsync();

        foreach (var file in Directory.GetFiles(world.Folder.FullName, "*.db*", SearchOption.AllDirectories))
        {
            var bytes = await File.ReadAllBytesAsync(file, Cancel);
            Assert.Equal(-1, bytes.AsSpan().IndexOf("guest-secret"u8));
            Assert.Equal(-1, bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(token)));
        }
    }

    [Fact]
    public async Task Command_Audit_ListsWhatIsAskedFor()
    {
        await using var world = await StartAsync();
        var script = await world.ScriptAsync();
        await script.SubmitAsync("RunTask", "vm-00001");
        await world.Page(Viewer).SubmitAsync("RunTask", "vm-00002");
        var tokenFile = Path.Combine(world.Folder.FullName, "token");
        await File.WriteAllTextAsync(tokenFile, script.DefaultRequestHeaders.Authorization!.Parameter, Cancel);
        await using var output = new StringWriter();
        var root = new RootCommand { AuditCommand.Create() };

        var exitCode = await root
            .Parse(["audit", "--outcome", "Refused", "--server", script.BaseAddress!.ToString(), "--token-file", tokenFile, "--json"])
            .InvokeAsync(new() { Output = output, Error = output }, Cancel);

        Assert.True(exitCode == 0, output.ToString());
        var entry = Assert.Single(JsonElement.Parse(output.ToString()).EnumerateArray());
        Assert.Equal((@"VSPHERE.LOCAL\viewer", "vm-00002"), (Text(entry, "user"), Text(entry.GetProperty("targets")[0], "name")));
    }

    [Fact]
    public async Task Retention_RemovesWhatIsOlderThanOperationsLive()
    {
        var time = new ManualTimeProvider(DateTimeOffset.UnixEpoch.AddYears(60));
        await using var world = await StartAsync(time: time);
        await world.Page(Administrator).SubmitAsync("GetStatus", "vm-00001");
        var retention = world.Services.GetRequiredService<AuditRetention>();

        Assert.Equal(0, await retention.RemoveAsync(Cancel));
        time.Advance(TimeSpan.FromDays(91));
        await retention.RemoveAsync(Cancel);

        Assert.Empty(await world.Services.GetRequiredService<AuditLog>().ListAsync(new AuditFilter(), Cancel));
    }

    private static async Task<IReadOnlyList<JsonElement>> ReadAsync(SessionWorld world, string filter = "")
    {
        var (status, page) = await world.Page(Administrator).ReadAsync($"/api/v1/audit{filter}");
        Assert.Equal(200, status);
        return [.. page.GetProperty("items").EnumerateArray()];
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
