using System.Net;
using System.Text.Json;
using VsphereConnector.Server.Tests.Deployment;
using VsphereConnector.Server.Tests.Fleet;

namespace VsphereConnector.Server.Tests.Triggers;

public sealed class RuleApiTests
{
    [Fact]
    public async Task WhenARuleIsStoredChangedAndRemoved_ThenItIsAsItWasSent()
    {
        await using var world = await RuleWorld.StartAsync();
        world.AddMachine("db-01");
        world.AddMachine("web-01");

        var created = await world.CreateRuleAsync(RuleWorld.Installs("web", "PoweredOn"));
        var change = RuleWorld.Installs("web", "PoweredOn", "Cloned");
        change["version"] = created.GetProperty("version").GetInt64();
        var (changed, rule) = await world.SendAsync(HttpMethod.Put, "rules/web", change);
        var (stale, problem) = await world.SendAsync(HttpMethod.Put, "rules/web", change);
        var (taken, _) = await world.SendAsync(HttpMethod.Post, "rules", RuleWorld.Installs("WEB", "Cloned"));
        var (removed, _) = await world.SendAsync(HttpMethod.Delete, $"rules/{created.GetProperty("id").GetString()}");

        Assert.Equal(HttpStatusCode.OK, changed);
        Assert.Equal(["PoweredOn", "Cloned"], rule.GetProperty("on").EnumerateArray().Select(kind => kind.GetString()));
        Assert.Equal("web-*", rule.GetProperty("scope").GetProperty("names")[0].GetString());
        Assert.Equal("tester", rule.GetProperty("createdBy").GetString());
        Assert.Equal("Active", rule.GetProperty("state").GetString());
        Assert.Equal(HttpStatusCode.Conflict, stale);
        Assert.EndsWith("rule-changed-meanwhile", problem.GetProperty("type").GetString());
        Assert.Equal(HttpStatusCode.Conflict, taken);
        Assert.Equal(HttpStatusCode.NoContent, removed);
        Assert.Empty((await world.GetAsync("rules")).GetProperty("items").EnumerateArray());
    }

    [Theory]
    [InlineData("on", """["Restarted"]""", "on[0]")]
    [InlineData("on", "[]", "on")]
    [InlineData("scopes", "{}", "scopes")]
    [InlineData("scope", """{"folders": ["urn:vmomi:Folder"]}""", "scope.folders")]
    [InlineData("scope", """{"tags": ["Production"]}""", "scope.tags")]
    [InlineData("except", """{"vCenters": ["nobody"]}""", "except.vCenters")]
    [InlineData("action", """{"kind": "RunTask"}""", "action.parameters")]
    [InlineData("action", """{"kind": "RunTask", "parameters": {"script": "id", "secretEnvironment": {"A": "secret"}}}""", "action.parameters.secretEnvironment")]
    [InlineData("guestLogon", "\"nobody\"", "guestLogon")]
    [InlineData("pace", """{"atOnce": 0}""", "pace.atOnce")]
    [InlineData("retries", """{"afterSeconds": []}""", "retries.afterSeconds")]
    [InlineData("maintenance", """{"timeZone": "Mars/Olympus", "windows": [{"from": "22:00", "to": "04:00"}]}""", "maintenance.timeZone")]
    [InlineData("maintenance", """{"timeZone": "UTC", "windows": [{"from": "25:00", "to": "04:00"}]}""", "maintenance.windows")]
    [InlineData("effect", "\"Ban\"", "effect")]
    public async Task WhenSomethingIsWrong_ThenTheFieldIsNamedAndNothingIsStored(string field, string value, string finding)
    {
        await using var world = await RuleWorld.StartAsync();
        var rule = RuleWorld.Installs("web", "PoweredOn");
        rule[field] = JsonElement.Parse(value);

        var (status, problem) = await world.SendAsync(HttpMethod.Post, "rules", rule);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(finding, problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
        Assert.Empty((await world.GetAsync("rules")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task WhenARuleIsAboutAllMachines_ThenItTakesTheirCount()
    {
        await using var world = await RuleWorld.StartAsync();
        foreach (var i in Enumerable.Range(1, 3))
        {
            world.AddMachine($"web-{i}");
        }

        var everything = RuleWorld.Installs("all", "PoweredOn");
        everything["scope"] = new { };
        var (refused, problem) = await world.SendAsync(HttpMethod.Post, "rules", everything);
        everything["confirmCount"] = 2;
        var (wrong, _) = await world.SendAsync(HttpMethod.Post, "rules", everything);
        var (asWide, _) = await world.SendAsync(HttpMethod.Post, "rules", RuleWorld.Installs("web", "PoweredOn"));
        everything["confirmCount"] = 3;

        Assert.Equal(HttpStatusCode.Conflict, refused);
        Assert.EndsWith("rule-about-all-machines", problem.GetProperty("type").GetString());
        Assert.Equal(3, problem.GetProperty("count").GetInt32());
        Assert.Equal(HttpStatusCode.Conflict, wrong);
        Assert.Equal(HttpStatusCode.Conflict, asWide);
        await world.CreateRuleAsync(everything);
    }

    [Fact]
    public async Task WhenARuleIsTriedDry_ThenItTellsWhatItWouldDoAndDoesNothing()
    {
        await using var world = await RuleWorld.StartAsync();
        world.AddMachine("web-01");
        world.AddMachine("db-01");
        world.VCenter.PowerOff(world.AddMachine("web-02"));
        world.VCenter.Clone(world.VCenter.VirtualMachine("web-01"), "web-03");

        var (status, dry) = await world.SendAsync(HttpMethod.Post, "rules/dry-run", RuleWorld.Installs("web", "PoweredOn", "Cloned"));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal((4, 3), (dry.GetProperty("machines").GetInt32(), dry.GetProperty("chosen").GetInt32()));
        Assert.Equal(
            [("web-01", "WouldAct"), ("web-02", "WouldWait"), ("web-03", "WouldAct")],
            dry.GetProperty("now").EnumerateArray().Select(machine => (machine.Text("virtualMachine"), machine.Text("outcome"))));
        Assert.Equal(
            ["PoweredOn web-01", "PoweredOn web-02", "Cloned web-03", "PoweredOn web-03"],
            dry.GetProperty("lastDay").EnumerateArray().Select(firing => $"{firing.Text("trigger")} {firing.Text("virtualMachine")}"));
        Assert.Equal(5, dry.GetProperty("eventsOfLastDay").GetInt32());
        Assert.Empty((await world.GetAsync("operations")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task WhenAMachineIsAskedAbout_ThenEachConditionIsExplained()
    {
        await using var world = await RuleWorld.StartAsync();
        world.AddMachine("web-01");
        world.AddMachine("db-01");
        await world.CreateRuleAsync(RuleWorld.Installs("web", "Registered"));
        await world.CreateRuleAsync(new { name = "no touching", effect = "Ban", scope = new { names = new[] { "*-01" }, guests = new[] { "linux" } }, confirmCount = 2 });

        var web = await world.GetAsync("rules/explain?virtualMachine=web-01");
        var db = await world.GetAsync("rules/web/explain?virtualMachine=db-01");
        var (unknown, _) = await world.SendAsync(HttpMethod.Get, "rules/explain?virtualMachine=nobody");

        Assert.Equal("Banned", web.GetProperty("rules").EnumerateArray().Single(rule => rule.Text("rule") == "web").Text("verdict"));
        var only = Assert.Single(db.GetProperty("rules").EnumerateArray());
        Assert.Equal("NotInScope", only.Text("verdict"));
        Assert.Contains("web-*", only.Text("reason"), StringComparison.Ordinal);
        Assert.False(only.GetProperty("scope")[0].GetProperty("met").GetBoolean());
        Assert.Equal(HttpStatusCode.NotFound, unknown);
    }

    [Fact]
    public async Task WhenAScopeIsNotThereAnyMore_ThenTheRuleSaysSo()
    {
        await using var world = await RuleWorld.StartAsync();
        world.AddMachine("web-01");
        var rule = RuleWorld.Installs("web", "PoweredOn");
        rule["scope"] = new { folders = new[] { "Production" } };
        await world.CreateRuleAsync(rule);

        var shown = await world.GetAsync("rules/web");

        Assert.Equal("Faulty", shown.Text("state"));
        Assert.Contains("Production", shown.GetProperty("problems")[0].GetString(), StringComparison.Ordinal);
    }
}
