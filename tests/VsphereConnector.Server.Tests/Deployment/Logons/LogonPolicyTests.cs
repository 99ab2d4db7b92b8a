using System.Net.Http.Json;
using System.Text.Json;

namespace VsphereConnector.Server.Tests.Deployment.Logons;

/// <summary>Which logon is used where a request names none, and what the ledger says about it.</summary>
public sealed class LogonPolicyTests
{
    [Fact]
    public async Task WhenNothingIsKnown_ThenItSaysWhatWasLookedFor()
    {
        await using var world = await DeploymentWorld.StartAsync();
        world.AddMachine("web-01");

        var operation = await InstallAsync(world);

        operation.Failed("guest-logon-missing");
        var message = operation.GetProperty("error").GetProperty("message").GetString();
        Assert.Contains("policy 'default'", message, StringComparison.Ordinal);
        Assert.Contains("no guest alias", message, StringComparison.Ordinal);
        Assert.Contains("no stored credential", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhenThereIsACredentialForTheMachine_ThenItIsUsed_AndTheLedgerSaysWhichAndWhyAndAsWhom()
    {
        await using var world = await DeploymentWorld.StartAsync();
        world.AddMachine("web-01");
        await AddCredentialAsync(world, "everywhere", "wrong", null);
        await AddCredentialAsync(world, "web", "guest", new { namePattern = "web-*" });

        var operation = await InstallAsync(world);

        operation.Succeeded();
        Assert.Contains("the credential 'web' (root)", LogonStep(operation), StringComparison.Ordinal);
        Assert.Contains("policy 'default'", LogonStep(operation), StringComparison.Ordinal);
        var result = operation.GetProperty("result");
        Assert.Equal("root", result.GetProperty("account").GetString());
        Assert.Contains("'web'", result.GetProperty("logon").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhenThereIsAnAlias_ThenItComesFirst_AndWhereTheGuestRefusesItTheCredentialFollowsByItself()
    {
        await using var world = await DeploymentWorld.StartAsync();
        var machine = world.AddMachine("web-01");
        await AddCredentialAsync(world, "web", "guest", null);
        (await EndAsync(world, "AddGuestAlias", new { name = "web" })).Succeeded();

        var byAlias = await InstallAsync(world);
        world.VCenter.RemoveGuestAliases(machine);
        var byCredential = await InstallAsync(world, new { reinstall = true });
        var listed = await world.Client.GetFromJsonAsync<JsonElement>("api/v1/guest-aliases", DeploymentWorld.Cancel);

        byAlias.Succeeded();
        Assert.Contains("the guest alias of root", LogonStep(byAlias), StringComparison.Ordinal);
        byCredential.Succeeded();
        Assert.Contains("the credential 'web'", LogonStep(byCredential), StringComparison.Ordinal);
        Assert.Contains("no guest alias is known that the guest takes", LogonStep(byCredential), StringComparison.Ordinal);
        Assert.False(Assert.Single(listed.GetProperty("items").EnumerateArray().ToList()).GetProperty("usable").GetBoolean());
        Assert.Equal(0, machine.Guest.Accounts.FailedLogons);
    }

    [Fact]
    public async Task WhenAPolicyAllowsAliasesAlone_ThenAPasswordOfARequestIsNotUsed()
    {
        await using var world = await DeploymentWorld.StartAsync();
        var machine = world.AddMachine("web-01");
        using var written = await world.Client.PutAsJsonAsync(
            "api/v1/logon-policies/production", new { scope = new { namePattern = "web-*" }, steps = new[] { "Alias" } }, DeploymentWorld.Cancel);
        Assert.True(written.IsSuccessStatusCode);

        var operation = await world.DeployAsync("web-01", password: "guest");

        operation.Failed("guest-logon-not-allowed");
        Assert.Contains("'production'", operation.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        machine.HasNoConnector();
    }

    [Fact]
    public async Task WhenANamedCredentialIsForOtherMachines_ThenItIsNotUsed()
    {
        await using var world = await DeploymentWorld.StartAsync();
        var machine = world.AddMachine("web-01");
        await AddCredentialAsync(world, "databases", "guest", new { namePattern = "db-*" });

        (await EndAsync(world, "InstallConnector", new { name = "databases" })).Failed("credential-out-of-scope");

        machine.HasNoConnector();
    }

    [Fact]
    public async Task APolicy_IsWrittenListedAndRemoved_AndAWrongOneIsRefused()
    {
        await using var world = await DeploymentWorld.StartAsync();
        const string Path = "api/v1/logon-policies";

        using var wrong = await world.Client.PutAsJsonAsync($"{Path}/a", new { steps = new[] { "Alias", "Alias" } }, DeploymentWorld.Cancel);
        using var first = await world.Client.PutAsJsonAsync($"{Path}/a", new { steps = new[] { "Credential" }, version = 0 }, DeploymentWorld.Cancel);
        using var late = await world.Client.PutAsJsonAsync($"{Path}/a", new { steps = new[] { "Ask" }, version = 0 }, DeploymentWorld.Cancel);
        var listed = await world.Client.GetFromJsonAsync<JsonElement>(Path, DeploymentWorld.Cancel);
        using var removed = await world.Client.DeleteAsync(new Uri($"{Path}/a", UriKind.Relative), DeploymentWorld.Cancel);

        Assert.Equal([400, 200, 409, 204], new[] { wrong, first, late, removed }.Select(answer => (int)answer.StatusCode));
        Assert.Equal(["a", "default"], listed.GetProperty("items").EnumerateArray().Select(policy => policy.GetProperty("name").GetString()));
    }

    private static Task<JsonElement> InstallAsync(DeploymentWorld world, object? parameters = null) => EndAsync(world, "InstallConnector", null, parameters);

    private static async Task<JsonElement> EndAsync(DeploymentWorld world, string kind, object? guestLogon, object? parameters = null) =>
        await world.EndAsync(await world.SubmitAsync(new { kind, target = new { virtualMachine = "web-01" }, guestLogon, parameters }));

    private static async Task AddCredentialAsync(DeploymentWorld world, string name, string password, object? scope)
    {
        using var added = await world.Client.PostAsJsonAsync(
            "api/v1/credentials", new { name, kinds = new[] { "Guest" }, username = "root", password, scope }, DeploymentWorld.Cancel);
        Assert.True(added.IsSuccessStatusCode, await added.Content.ReadAsStringAsync(DeploymentWorld.Cancel));
    }

    private static string LogonStep(JsonElement operation) => operation.GetProperty("events").EnumerateArray()
        .Last(step => step.GetProperty("step").GetString() == "logon").GetProperty("message").GetString()!;
}
