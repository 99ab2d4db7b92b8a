using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using VsphereConnector.Lab.Tests.World;

namespace VsphereConnector.Lab.Tests.Product;

/// <summary>Somebody who uses the product over REST, with a token that the command line made.</summary>
internal sealed class Administrator(HttpClient api) : IDisposable
{
    private static readonly TimeSpan WaitTimeout = TimeSpan.FromMinutes(2);

    /// <summary>Installs the connector into a VM and waits for the end; how it ended is on the operation.</summary>
    public async Task<OperationView> DeployAsync(string machine, CancellationToken token, string? password = null) =>
        await WaitForEndAsync((await SubmitDeploymentAsync(machine, token, password)).Id, token);

    /// <summary>Asks for an installation; the ledger has it when this returns.</summary>
    public Task<OperationView> SubmitDeploymentAsync(string machine, CancellationToken token, string? password = null) => SubmitAsync(
        new
        {
            Kind = "InstallConnector",
            Target = new { VirtualMachine = machine },
            GuestLogon = new { Username = "root", Password = password ?? Vcsim.Accounts["root"] },
        },
        token);

    /// <summary>Asks for a shell script to be run in a VM through its connector.</summary>
    public Task<OperationView> SubmitTaskAsync(string machine, string script, CancellationToken token) =>
        SubmitAsync(new { Kind = "RunTask", Target = new { VirtualMachine = machine }, Parameters = new { Script = script } }, token);

    /// <summary>Runs a shell script in a VM through its connector, to its end.</summary>
    public async Task<OperationView> RunTaskAsync(string machine, string script, CancellationToken token) =>
        await WaitForEndAsync((await SubmitTaskAsync(machine, script, token)).Id, token);

    /// <summary>Has a connector do something, to its end; how it ended is on the operation.</summary>
    public async Task<OperationView> OperateAsync(string machine, string kind, object parameters, CancellationToken token, double? timeoutSeconds = null)
    {
        var submitted = await SubmitAsync(
            new { Kind = kind, Target = new { VirtualMachine = machine }, Parameters = parameters, TimeoutSeconds = timeoutSeconds }, token);
        return await WaitForEndAsync(submitted.Id, token);
    }

    public async Task<OperationView> ShowAsync(string operation, CancellationToken token) =>
        new(await api.GetFromJsonAsync<JsonElement>("operations/" + operation, token));

    public Task<IReadOnlyList<JsonElement>> ListOperationsAsync(CancellationToken token) => ListAsync("operations", token);

    public Task<IReadOnlyList<JsonElement>> ListConnectorsAsync(CancellationToken token) => ListAsync("connectors", token);

    public Task<IReadOnlyList<JsonElement>> ListAuditAsync(CancellationToken token) => ListAsync("audit", token);

    public async Task<JsonElement> ListRulesAsync(CancellationToken token) => await api.GetFromJsonAsync<JsonElement>("rules", token);

    public Task<IReadOnlyList<JsonElement>> ListFiringsAsync(CancellationToken token) => ListAsync("rules/firings", token);

    /// <summary>What an operation has printed on its standard output, as the record has it.</summary>
    public Task<string> ReadOutputAsync(OperationView operation, CancellationToken token) =>
        api.GetStringAsync($"operations/{operation.Id}/output?stream=Output", token);

    /// <inheritdoc cref="ReadOutputAsync"/>
    public Task<byte[]> ReadOutputBytesAsync(OperationView operation, CancellationToken token) =>
        api.GetByteArrayAsync($"operations/{operation.Id}/output?stream=Output", token);

    public async Task<OperationView> WaitForEndAsync(string operation, CancellationToken token)
    {
        OperationView? seen = null;
        await Eventually.TrueAsync(
            async () => (seen = await ShowAsync(operation, token)).HasEnded,
            () => string.Create(CultureInfo.InvariantCulture, $"the operation has not ended: {seen}"), WaitTimeout, token);
        return seen!;
    }

    public void Dispose() => api.Dispose();

    private async Task<OperationView> SubmitAsync<T>(T operation, CancellationToken token)
    {
        using var answer = await api.PostAsJsonAsync("operations", operation, JsonSerializerOptions.Web, token);
        var body = await answer.Content.ReadAsStringAsync(token);
        Assert.True(answer.IsSuccessStatusCode, body);
        return new OperationView(JsonElement.Parse(body));
    }

    private async Task<IReadOnlyList<JsonElement>> ListAsync(string path, CancellationToken token)
    {
        var page = await api.GetFromJsonAsync<JsonElement>(path, token);
        return [.. page.GetProperty("items").EnumerateArray()];
    }
}
