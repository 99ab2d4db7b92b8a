using System.Net.Http.Json;
using System.Text.Json;

namespace VsphereConnector.Server.Tests.Operations;

/// <summary>The real program, killed in the middle of its work.</summary>
public sealed class CrashTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("crash-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task WhenTheServerIsKilledInTheMiddle_ThenNothingAnsweredIsLostOrDoneTwice()
    {
        var program = new ServerProgram(_folder.FullName);
        var token = await program.CreateTokenAsync();
        var accepted = new List<Guid>();
        using (var first = await program.ServeAsync(token, "--Operations:Concurrency=2"))
        {
            for (var batch = 0; batch < 4; batch++)
            {
                accepted.AddRange(await SubmitAsync(first.Client, batch));
            }

            first.Process.Kill();
            await first.Process.WaitForExitAsync(Token);
        }

        using var second = await program.ServeAsync(token, "--Operations:Concurrency=2");
        foreach (var id in accepted)
        {
            await AssertCarriedOutOnceAsync(second.Client, id);
        }

        Assert.Equal(accepted, await SubmitAsync(second.Client, 0, 1, 2, 3));
        second.Process.Kill();
    }

    /// <summary>There is no connector anywhere, so each operation ends in an error, once.</summary>
    private static async Task AssertCarriedOutOnceAsync(HttpClient client, Guid id)
    {
        await client.GetStringAsync(new Uri($"api/v1/operations/{id}/events", UriKind.Relative), Token).WaitAsync(TimeSpan.FromSeconds(60), Token);
        var operation = await client.GetFromJsonAsync<JsonElement>(new Uri($"api/v1/operations/{id}", UriKind.Relative), Token);
        Assert.Equal("connector-not-installed", operation.GetProperty("error").GetProperty("code").GetString());
        var steps = operation.GetProperty("events").EnumerateArray().Select(step => step.GetProperty("step").GetString()).ToList();
        Assert.Single(steps, "queued");
        Assert.Single(steps, "started");
        Assert.Single(steps, "connector-not-installed");
    }

    private static async Task<List<Guid>> SubmitAsync(HttpClient client, params int[] batches)
    {
        var operations = from batch in batches
                         from i in Enumerable.Range(0, 50)
                         select new { kind = "GetStatus", target = new { virtualMachine = $"vm-{i}" }, idempotencyKey = $"{batch}-{i}" };
        using var response = await client.PostAsJsonAsync(new Uri("api/v1/operations", UriKind.Relative), new { operations }, Token);
        var body = await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(Token);
        return [.. body.GetProperty("operations").EnumerateArray().Select(item => item.GetProperty("id").GetGuid())];
    }
}
