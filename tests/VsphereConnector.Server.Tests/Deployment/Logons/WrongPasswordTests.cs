using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using VsphereConnector.Server.Credentials.Guard;
using VsphereConnector.Server.Storage;
using VsphereConnector.Simulator;

namespace VsphereConnector.Server.Tests.Deployment.Logons;

/// <summary>One wrong password and a whole fleet, through the whole server.</summary>
public sealed class WrongPasswordTests
{
    private const int Fleet = 500;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task WhenAWrongPasswordComesWithARequestFor500Machines_ThenTwoTriesReachTheGuests_AndAllSayWhatToDo()
    {
        await using var world = await StartAsync(Fleet);

        var operations = await SubmitAsync(world, "InstallConnector", Fleet, new { username = "root", password = "wrong" });
        await UntilAsync(world, "SELECT COUNT(*) FROM operations WHERE state = 'Error'", Fleet);

        Assert.Equal(2, FailedLogons(world));
        var last = await world.EndAsync(operations[^1]);
        last.Failed("guest-logon-refused");
        Assert.Contains("credentials confirm given:", last.GetProperty("error").GetProperty("remedy").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhenAStoredPasswordIsWrongFor500Machines_ThenTwoTriesReachTheGuests_AndTheOthersWaitForAPerson()
    {
        await using var world = await StartAsync(Fleet);
        await AddCredentialAsync(world, "wrong");

        await SubmitAsync(world, "InstallConnector", Fleet, new { name = "linux-root" });
        await UntilAsync(world, Waiting, Fleet);

        Assert.Equal(2, FailedLogons(world));
        var shown = await world.Client.GetFromJsonAsync<JsonElement>("api/v1/credentials/linux-root", DeploymentWorld.Cancel);
        Assert.Equal(("Suspended", Fleet), (shown.GetProperty("state").GetString(), shown.GetProperty("usedBy").GetProperty("operations").GetInt32()));
    }

    [Fact]
    public async Task WhenTheSecretIsReplaced_ThenWhatWaitedGoesOnByItself_AlsoAfterARestart()
    {
        await using var world = await StartAsync(20);
        await AddCredentialAsync(world, "wrong");
        var operations = await SubmitAsync(world, "AddGuestAlias", 20, new { name = "linux-root" });
        await UntilAsync(world, Waiting, 20);
        await world.RestartAsync();

        using var rotated = await world.Client.PutAsJsonAsync("api/v1/credentials/linux-root/secret", new { password = "guest" }, DeploymentWorld.Cancel);

        Assert.True(rotated.IsSuccessStatusCode);
        foreach (var operation in operations)
        {
            (await world.EndAsync(operation)).Succeeded();
        }

        Assert.Equal(2, FailedLogons(world));
    }

    [Fact]
    public async Task WhenOneMachineHasAPasswordOfItsOwn_ThenItAloneFails()
    {
        await using var world = await StartAsync(10);
        world.AddMachine("other", Simulator.Guests.GuestProfile.Linux with
        {
            Accounts = [new Simulator.Guests.GuestAccount { Name = "root", Password = "another", IsAdministrator = true }],
        });
        await AddCredentialAsync(world, "guest");
        (await EndOneAsync(world, "vm-00001")).Succeeded();

        var refused = await EndOneAsync(world, "other");
        var again = await EndOneAsync(world, "other");
        var next = await EndOneAsync(world, "vm-00002");

        refused.Failed("guest-logon-refused");
        again.Failed("guest-logon-refused");
        next.Succeeded();
        Assert.Equal(2, FailedLogons(world));
    }

    private const string Waiting = "SELECT COUNT(*) FROM operations WHERE state = 'Queued' AND error LIKE '%\"" + LogonErrors.Suspended + "\"%'";

    private static Task<DeploymentWorld> StartAsync(int machines) => DeploymentWorld.StartAsync(new SimulatorOptions { VirtualMachines = machines, Hosts = 10 });

    private static async Task<JsonElement> EndOneAsync(DeploymentWorld world, string machine) => await world.EndAsync(await world.SubmitAsync(
        new { kind = "AddGuestAlias", target = new { virtualMachine = machine }, guestLogon = new { name = "linux-root" } }));

    private static async Task AddCredentialAsync(DeploymentWorld world, string password)
    {
        using var added = await world.Client.PostAsJsonAsync(
            "api/v1/credentials", new { name = "linux-root", kinds = new[] { "Guest" }, username = "root", password }, DeploymentWorld.Cancel);
        Assert.True(added.IsSuccessStatusCode, await added.Content.ReadAsStringAsync(DeploymentWorld.Cancel));
    }

    private static async Task<IReadOnlyList<Guid>> SubmitAsync(DeploymentWorld world, string kind, int machines, object guestLogon)
    {
        var operations = Enumerable.Range(1, machines).Select(number => new
        {
            kind,
            target = new { virtualMachine = string.Create(CultureInfo.InvariantCulture, $"vm-{number:00000}") },
            guestLogon,
        });
        using var answer = await world.Client.PostAsJsonAsync("api/v1/operations", new { operations }, DeploymentWorld.Cancel);
        var body = await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(DeploymentWorld.Cancel);
        return [.. body.GetProperty("operations").EnumerateArray().Select(item => item.GetProperty("id").GetGuid())];
    }

    private static int FailedLogons(DeploymentWorld world) => world.VCenter.VirtualMachines.Sum(machine => machine.Guest.Accounts.FailedLogons);

    private static async Task UntilAsync(DeploymentWorld world, string count, int expected)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(DeploymentWorld.Cancel);
        patience.CancelAfter(Patience);
        var database = world.Services.GetRequiredService<Database>();
        while (await database.ReadAsync(connection => connection.ExecuteScalar<int>(count), patience.Token) < expected)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, patience.Token);
        }
    }
}
