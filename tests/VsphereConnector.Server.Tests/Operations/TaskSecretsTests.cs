using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Tests.Channels.Web;

namespace VsphereConnector.Server.Tests.Operations;

public sealed class TaskSecretsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ASecretOfATask_ReachesTheTask_AndIsInNoAnswerAndNoFile()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The connector of this test runs on Linux.");
        await using var server = await RunningServer.StartAsync();
        await using var endpoint = new RealEndpoint();
        var connector = await endpoint.StartAsync(server, "vm-1");
        using var client = new HttpClient { BaseAddress = server.ApiUrl };
        client.DefaultRequestHeaders.Authorization = new("Bearer", await server.ApiTokenAsync());

        using var answer = await client.PostAsync(
            "/api/v1/operations",
            new StringContent(
                $$"""
                {"kind":"RunTask","target":{"connector":"{{connector}}"},
                 "parameters":{"script":"[ \"$KEY\" = very-secret ] && exit 42; exit 1","secretEnvironment":{"KEY":"very-secret"} } }
                """,
                Encoding.UTF8,
                "application/json"),
            Token);
        var submitted = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        var operation = await server.EndOfAsync(submitted.GetProperty("id").GetGuid());

        Assert.Equal(42, operation.Result!.Value.Deserialize(ContractsJson.Default.RunTaskResult)!.ExitCode);
        var shown = await client.GetStringAsync($"/api/v1/operations/{operation.Id}", Token);
        Assert.Contains("\"KEY\"", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("very-secret\"", shown, StringComparison.Ordinal);
        Assert.All(
            Directory.EnumerateFiles(endpoint.Folder, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal) && Path.GetFileName(file) != "channel"),
            file => Assert.DoesNotContain("very-secret", File.ReadAllText(file), StringComparison.Ordinal));
    }

    [Fact]
    public void Split_AndJoin_GiveWhatCame_AndSplitShowsNamesAlone()
    {
        var given = JsonDocument.Parse("""{"script":"x","secretEnvironment":{"A":"one","B":"two"}}""").RootElement;
        var (open, secret) = TaskSecrets.Split(OperationKind.RunTask, given);
        Assert.Equal("""{"script":"x","secretEnvironment":{"A":"","B":""}}""", open!.Value.GetRawText());
        Assert.Equal(given.GetRawText(), TaskSecrets.Join(open, secret)!.Value.GetRawText());
    }

    [Theory]
    [InlineData(OperationKind.RunTask, """{"script":"x"}""")]
    [InlineData(OperationKind.RunTask, "null")]
    [InlineData(OperationKind.GetStatus, """{"secretEnvironment":{"A":"one"}}""")]
    public void Split_OfParametersWithoutSecrets_LeavesThem(OperationKind kind, string parameters)
    {
        var given = JsonDocument.Parse(parameters).RootElement;
        var (open, secret) = TaskSecrets.Split(kind, given);
        Assert.Null(secret);
        Assert.Equal(parameters, open!.Value.GetRawText());
    }
}
