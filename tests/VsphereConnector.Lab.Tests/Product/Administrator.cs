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
    public async Task<OperationView> DeployAsync(string machine, CancellationToken token, string? password = null, string username = "root") =>
        await WaitForEndAsync((await SubmitDeploymentAsync(machine, token, password, username)).Id, token);

    /// <summary>Asks for an installation; the ledger has it when this returns.</summary>
    public Task<OperationView> SubmitDeploymentAsync(string machine, CancellationToken token, string? password = null, string username = "root") => SubmitAsync(
        new
        {
            Kind = "InstallConnector",
            Target = new { VirtualMachine = machine },
            GuestLogon = new { Username = username, Password = password ?? Vcsim.Accounts[username] },
        },
        token);

    /// <summary>Has the connector of a machine do something, a virtual one or a registered endpoint; the ledger has it when this returns.</summary>
    public Task<OperationView> SubmitAsync(string machine, string kind, object? parameters, CancellationToken token, double? timeoutSeconds = null) =>
        SubmitAsync(new { Kind = kind, Target = new { Machine = machine }, Parameters = parameters, TimeoutSeconds = timeoutSeconds }, token);

    /// <summary>Likewise, to its end; how it ended is on the operation.</summary>
    public async Task<OperationView> OperateAsync(string machine, string kind, object? parameters, CancellationToken token, double? timeoutSeconds = null) =>
        await WaitForEndAsync((await SubmitAsync(machine, kind, parameters, token, timeoutSeconds)).Id, token);

    /// <summary>Asks for an operation as its request says it, to its end.</summary>
    public async Task<OperationView> OperateAsync<T>(T operation, CancellationToken token) => await WaitForEndAsync((await SubmitAsync(operation, token)).Id, token);

    /// <summary>Asks for a shell script to be run in a machine through its connector.</summary>
    public Task<OperationView> SubmitTaskAsync(string machine, string script, CancellationToken token) => SubmitAsync(machine, "RunTask", new { Script = script }, token);

    /// <summary>Runs a shell script in a machine through its connector, to its end.</summary>
    public Task<OperationView> RunTaskAsync(string machine, string script, CancellationToken token) => OperateAsync(machine, "RunTask", new { Script = script }, token);

    public async Task<OperationView> ShowAsync(string operation, CancellationToken token) =>
        new(await api.GetFromJsonAsync<JsonElement>("operations/" + operation, token));

    public Task<IReadOnlyList<JsonElement>> ListOperationsAsync(CancellationToken token) => ListAsync("operations", token);

    public Task<IReadOnlyList<JsonElement>> ListConnectorsAsync(CancellationToken token) => ListAsync("connectors", token);

    public Task<IReadOnlyList<JsonElement>> ListAuditAsync(CancellationToken token) => ListAsync("audit", token);

    public async Task<JsonElement> ListRulesAsync(CancellationToken token) => await api.GetFromJsonAsync<JsonElement>("rules", token);

    public Task<IReadOnlyList<JsonElement>> ListFiringsAsync(CancellationToken token) => ListAsync("rules/firings", token);

    /// <summary>Keeps a credential, of one kind.</summary>
    public async Task AddCredentialAsync(string name, string username, string password, CancellationToken token, string kind = "Ssh")
    {
        using var answer = await api.PostAsJsonAsync(
            "credentials", new { Name = name, Kinds = new[] { kind }, Username = username, Password = password }, JsonSerializerOptions.Web, token);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(token));
    }

    public async Task RotateCredentialAsync(string name, string password, CancellationToken token)
    {
        using var answer = await api.PutAsJsonAsync($"credentials/{name}/secret", new { Password = password }, JsonSerializerOptions.Web, token);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(token));
    }

    /// <summary>The suspensions of the only connector that there is.</summary>
    public async Task<IReadOnlyList<JsonElement>> ListSuspensionsAsync(CancellationToken token) =>
        [.. (await api.GetFromJsonAsync<JsonElement>($"connectors/{await ConnectorAsync(token)}", token)).GetProperty("suspensions").EnumerateArray()];

    public async Task ResumeAsync(string driver, CancellationToken token)
    {
        using var answer = await api.PostAsync($"connectors/{await ConnectorAsync(token)}/drivers/{driver}/resume", null, token);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(token));
    }

    public async Task ForgetHostKeysAsync(CancellationToken token)
    {
        using var answer = await api.DeleteAsync($"connectors/{await ConnectorAsync(token)}/host-keys", token);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(token));
    }

    /// <summary>Waits until all connectors are in a state; a lost connection takes half a minute to be noticed.</summary>
    public Task WaitForStateAsync(string state, CancellationToken token) => Eventually.TrueAsync(
        async () => (await ListConnectorsAsync(token)).All(connector => connector.GetProperty("state").GetString() == state),
        () => $"the connector is not {state}", WaitTimeout, token);

    public async Task CancelAsync(string operation, CancellationToken token)
    {
        using var answer = await api.PostAsync($"operations/{operation}/cancel", null, token);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(token));
    }

    /// <summary>The only file that an operation has left on the server.</summary>
    public async Task<byte[]> ReadFileAsync(OperationView operation, CancellationToken token)
    {
        var files = await api.GetFromJsonAsync<JsonElement>($"operations/{operation.Id}/files", token);
        var list = files.ValueKind == JsonValueKind.Array ? files : files.GetProperty("items");
        return await api.GetByteArrayAsync($"operations/{operation.Id}/files/{list.EnumerateArray().Single().GetProperty("name").GetString()}", token);
    }

    /// <summary>Uploads a package and returns its hash.</summary>
    public async Task<string> AddPackageAsync(string name, byte[] content, CancellationToken token)
    {
        using var answer = await api.PostAsync($"packages?name={name}", new ByteArrayContent(content), token);
        var body = await answer.Content.ReadAsStringAsync(token);
        Assert.True(answer.IsSuccessStatusCode, body);
        return JsonElement.Parse(body).GetProperty("sha256").GetString()!;
    }

    private async Task<string> ConnectorAsync(CancellationToken token) => (await ListConnectorsAsync(token)).Single().GetProperty("id").GetString()!;

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
