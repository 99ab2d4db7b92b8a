using VsphereConnector.Server.Channels.Clients;

namespace VsphereConnector.Server.Channels.Smb.Samba;

/// <summary>The service control manager as <c>net rpc service</c> shows it.</summary>
internal sealed class SambaServices(SambaClient client) : IServiceControl
{
    private const string Running = "SERVICE_ALREADY_RUNNING", Missing = "SERVICE_DOES_NOT_EXIST", Going = "SERVICE_MARKED_FOR_DELETE";

    public Task CreateAsync(string name, string displayName, string imagePath, CancellationToken cancellationToken) =>
        RunAsync(name, ["create", name, displayName, imagePath], [], cancellationToken);

    public Task StartAsync(string name, CancellationToken cancellationToken) => RunAsync(name, ["start", name], [Running], cancellationToken);

    public async Task<ServiceState> QueryAsync(string name, CancellationToken cancellationToken)
    {
        var (status, output) = await RunAsync(name, ["status", name], [Missing, Going], cancellationToken);
        return status is not null ? ServiceState.None
            : output.Contains($"{name} service is stopped.", StringComparison.Ordinal) ? ServiceState.Stopped
            : ServiceState.Active;
    }

    public Task DeleteAsync(string name, CancellationToken cancellationToken) => RunAsync(name, ["delete", name], [Missing, Going], cancellationToken);

    public async Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        var (_, output) = await RunAsync(prefix, ["list"], [], cancellationToken);
        return [.. output.Split('\n').Where(line => line.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)).Select(line => line.Split(' ')[0])];
    }

    /// <summary>The status is null where it succeeded; otherwise one of those that are no failure.</summary>
    private Task<(string? Status, string Output)> RunAsync(string service, string[] arguments, string[] fine, CancellationToken cancellationToken) =>
        client.WithinAsync(
            client.Options.CommandTimeout,
            async token =>
            {
                using var logon = SambaLogon.Write(client.Folder, client.Target);
                await using var process = client.Start(logon, [client.Options.ServiceProgram, "rpc", "service", .. arguments, "-S", client.Target.Host]);
                var result = await ClientResult.OfAsync(process, token);
                return result.ExitCode == 0 ? (null, result.Output)
                    : SmbStatus.Find($"{result.Error}\n{result.Output}") is not { } status ? throw SmbErrors.ClientFailed(client.Target, client.Options.ServiceProgram, LastLine(result))
                    : fine.Contains(status) ? (status, result.Output)
                    : throw SmbErrors.OfService(client.Target, service, status, LastLine(result));
            },
            cancellationToken);

    private static string LastLine(ClientResult result) => OutputText.LastLine(result.Error, result.Output);
}
