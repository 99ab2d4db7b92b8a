using VsphereConnector.Server.Tests.Api;
using static VsphereConnector.Server.Tests.Api.ApiFixture;

namespace VsphereConnector.Server.Tests.Rollouts;

public sealed class RolloutApiTests
{
    private const string Path = "/api/v1/rollouts";

    [Fact]
    public async Task Begin_ADryRun_ShowsTheWavesAndRecordsNothing()
    {
        await using var server = await StartAsync();

        var (status, body) = await server.SendAsync(HttpMethod.Post, Path, Request(""" "waves":"1,50%","dryRun":true """));

        Assert.Equal(200, status);
        Assert.Equal([1, 2, 2, 3], body.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("wave").GetInt32()));
        var (_, list) = await server.SendAsync(HttpMethod.Get, Path);
        Assert.Equal(0, list.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Begin_OfAFleet_IsCarriedOutToItsEnd()
    {
        await using var server = await StartAsync();

        var (status, body) = await server.SendAsync(HttpMethod.Post, Path, Request(""" "waves":"1,100%" """));

        Assert.Equal(202, status);
        var path = $"{Path}/{body.GetProperty("id").GetGuid()}";
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            patience.Token.ThrowIfCancellationRequested();
            var (_, rollout) = await server.SendAsync(HttpMethod.Get, path);
            if (rollout.GetProperty("state").GetString() == "Finished")
            {
                Assert.Equal(4, rollout.GetProperty("succeeded").GetInt32());
                return;
            }
        }
    }

    [Fact]
    public async Task Begin_BadInput_IsToldAllAtOnce()
    {
        await using var server = await StartAsync();

        var (status, body) = await server.SendAsync(
            HttpMethod.Post,
            Path,
            """
            {"kind":"RunTask","parameters":{"script":"id","secretEnvironment":{"A":"secret"}},"waves":"0","maximumFailures":-1,"soakSeconds":-1,
             "targets":[{"virtualMachine":"a"},{"virtualMachine":"a"},{}],"later":true}
            """);

        Assert.Equal(400, status);
        Assert.Equal(
            ["later", "maximumFailures", "parameters", "soakSeconds", "targets[1]", "targets[2]", "waves"],
            body.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("/no-id")]
    [InlineData("/01a21aa4-f7f3-7a5c-b341-78bae052424d")]
    public async Task Get_OneThatIsNotThere_SaysSo(string id)
    {
        await using var server = await StartAsync();

        Assert.Equal(404, (await server.SendAsync(HttpMethod.Get, Path + id)).Status);
        Assert.Equal(404, (await server.SendAsync(HttpMethod.Post, $"{Path}{id}/pause")).Status);
    }

    private static string Request(string more) => $$"""
        {"kind":"GetStatus","targets":[{"virtualMachine":"a"},{"virtualMachine":"b"},{"virtualMachine":"c"},{"virtualMachine":"d"}],{{more}}}
        """;
}
