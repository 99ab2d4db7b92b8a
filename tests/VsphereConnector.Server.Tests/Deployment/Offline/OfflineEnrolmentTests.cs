using System.Net.Http.Json;
using System.Text.Json;
using VsphereConnector.Contracts;
using VsphereConnector.Server.Deployment.Offline;
using VsphereConnector.Server.Endpoints;
using VsphereConnector.Server.Enrolment;
using VsphereConnector.Server.Tests.Channels.Web;

namespace VsphereConnector.Server.Tests.Deployment.Offline;

public sealed class OfflineEnrolmentTests : IAsyncLifetime
{
    private readonly List<FakeConnector> _connectors = [];
    private RunningServer _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private DeploymentTokens Tokens => _server.Get<DeploymentTokens>();

    public async ValueTask InitializeAsync() => _server = await RunningServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _connectors.ForEach(connector => connector.Dispose());
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Enrol_AMachineWithAFittingName_IsAnEndpointWithAConnector()
    {
        var (token, known) = await CreateAsync("web-*", machines: 2);
        var connector = Machine("web-77");

        await connector.EnrolAsync(token);

        var endpoint = await _server.Get<EndpointRegistry>().GetAsync("web-77", Token);
        Assert.Equal((EndpointDriver.None, EndpointSystem.Linux), (endpoint.Driver, endpoint.OperatingSystem));
        Assert.Equal(connector.Id, (await _server.Get<ConnectorStore>().FindAsync(endpoint.Subject, Token))!.Id);
        using var channel = await connector.OpenAsync();
        var use = Assert.Single((await Tokens.FindAsync(known.Id, Token))!.Value.Uses);
        Assert.Equal(("web-77", endpoint.Id, connector.Id, "127.0.0.1"), (use.HostName, use.EndpointId, use.ConnectorId, use.Address));
    }

    [Fact]
    public async Task Enrol_TheSameKeyAgain_GivesTheSameAnswerAndCountsOnce()
    {
        var (token, known) = await CreateAsync("web-*", machines: 1);
        var connector = Machine("web-77");

        using var first = await connector.PostEnrolmentAsync(token, FakeConnector.RequestFor(connector.Key));
        using var second = await connector.PostEnrolmentAsync(token, FakeConnector.RequestFor(connector.Key));

        Assert.Equal(await first.Content.ReadAsStringAsync(Token), await second.Content.ReadAsStringAsync(Token));
        Assert.Single((await Tokens.FindAsync(known.Id, Token))!.Value.Uses);
    }

    [Fact]
    public async Task Enrol_TheSameMachineInstalledAgain_KeepsItsEndpointAndItsConnector()
    {
        var (token, _) = await CreateAsync("web-*", machines: 3);
        var connector = Machine("web-77");
        await connector.EnrolAsync(token);
        var again = Machine("web-77", connector.Machine.BiosUuid);

        await again.EnrolAsync(token);

        Assert.Equal(connector.Id, again.Id);
        Assert.Single(await _server.Get<EndpointRegistry>().ListAsync(new EndpointQuery { Limit = 10 }, Token));
    }

    [Fact]
    public async Task Enrol_OfARegisteredEndpoint_IsThatOne()
    {
        var endpoint = await RegisterAsync("db-01");
        var (token, _) = await Tokens.CreateAsync(null, endpoint, 1, TimeSpan.FromHours(1), "tester", Token);
        var connector = Machine("some-host-name");

        await connector.EnrolAsync(token);

        Assert.Equal(connector.Id, (await _server.Get<ConnectorStore>().FindAsync(endpoint.Subject, Token))!.Id);
    }

    [Fact]
    public async Task Enrol_ByName_FindsAnEndpointThatWaitsForItsConnector()
    {
        var endpoint = await RegisterAsync("web-77");
        var (token, _) = await CreateAsync("web-*", machines: 1);
        var connector = Machine("WEB-77");

        await connector.EnrolAsync(token);

        Assert.Equal(connector.Id, (await _server.Get<ConnectorStore>().FindAsync(endpoint.Subject, Token))!.Id);
    }

    [Fact]
    public async Task Enrol_WhoMayNot_IsRefusedAndNothingIsRegistered()
    {
        var (token, known) = await CreateAsync("web-*", machines: 2);
        var (expired, _) = await Tokens.CreateAsync("web-*", null, 1, TimeSpan.FromSeconds(-1), "tester", Token);
        var (withdrawn, gone) = await CreateAsync("web-*", machines: 1);
        await Tokens.WithdrawAsync(gone.Id, Token);
        await Machine("web-1").EnrolAsync(token);

        Assert.Equal("enrolment-other-machine", await RefusedAsync(token, Machine("db-1")));
        Assert.Equal("enrolment-name-taken", await RefusedAsync(token, Machine("web-1")));
        Assert.Equal("enrolment-token-expired", await RefusedAsync(expired, Machine("web-2")));
        Assert.Equal("enrolment-token-unknown", await RefusedAsync(withdrawn, Machine("web-2")));
        Assert.Equal("enrolment-token-unknown", await RefusedAsync(DeploymentTokens.Placeholder, Machine("web-2")));
        await Machine("web-2").EnrolAsync(token);
        Assert.Equal("enrolment-token-exhausted", await RefusedAsync(token, Machine("web-3")));
        Assert.Equal(2, (await _server.Get<EndpointRegistry>().ListAsync(new EndpointQuery { Limit = 10 }, Token)).Count);
        Assert.Equal(2, (await Tokens.FindAsync(known.Id, Token))!.Value.Uses.Count);
    }

    [Fact]
    public async Task Enrol_ManyAtOnce_AreAsManyAsTheTokenIsGoodFor()
    {
        var (token, known) = await CreateAsync("web-*", machines: 3);
        var connectors = Enumerable.Range(0, 6).Select(i => Machine($"web-{i}")).ToList();

        var answers = await Task.WhenAll(connectors.Select(connector => connector.PostEnrolmentAsync(token, FakeConnector.RequestFor(connector.Key))));

        Assert.Equal(3, answers.Count(answer => answer.IsSuccessStatusCode));
        Assert.Equal(3, (await Tokens.FindAsync(known.Id, Token))!.Value.Uses.Count);
    }

    private FakeConnector Machine(string hostName, string? biosUuid = null)
    {
        var connector = new FakeConnector(_server);
        connector.Machine = new MachineIdentity
        {
            HostName = hostName, OperatingSystem = "linux", Architecture = "x64", BiosUuid = biosUuid ?? Guid.NewGuid().ToString(),
        };
        _connectors.Add(connector);
        return connector;
    }

    private Task<(string Token, DeploymentToken Known)> CreateAsync(string pattern, int machines) =>
        Tokens.CreateAsync(pattern, null, machines, TimeSpan.FromHours(1), "tester", Token);

    private Task<RegisteredEndpoint> RegisterAsync(string name) => _server.Get<EndpointRegistry>().AddAsync(
        new EndpointDefinition { Name = name, Address = $"{name}.example", Port = 22, OperatingSystem = EndpointSystem.Linux, Driver = EndpointDriver.Ssh }, "tester", Token);

    private static async Task<string?> RefusedAsync(string token, FakeConnector connector)
    {
        using var answer = await connector.PostEnrolmentAsync(token, FakeConnector.RequestFor(connector.Key));
        Assert.False(answer.IsSuccessStatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("error").GetProperty("code").GetString();
    }
}
