using Microsoft.Extensions.Options;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Credentials.Guard;
using VsphereConnector.Server.Storage;

namespace VsphereConnector.Server.Credentials;

/// <summary>All credentials as people look at them: stored, configured, and those of requests that are suspended.</summary>
internal sealed class CredentialOverview(CredentialStore store, Database database, IOptions<ServerOptions> options)
{
    /// <summary>In the order of their names; suspended logons of requests at the end.</summary>
    public async Task<IReadOnlyList<CredentialView>> ListAsync(CancellationToken cancellationToken)
    {
        var configured = new List<(GuestLogonOptions Logon, string? Fingerprint)>();
        foreach (var logon in options.Value.GuestLogons)
        {
            configured.Add((logon, await store.FingerprintOfAsync(logon, cancellationToken)));
        }

        return await database.ReadAsync(
            connection =>
            {
                var stored = CredentialTable.List(connection);
                var fingerprints = stored.Select(credential => credential.Fingerprint).Concat(configured.Select(logon => logon.Fingerprint).OfType<string>()).ToHashSet();
                var logons = LogonTable.List(connection, fingerprints).ToDictionary(row => row.Fingerprint);
                var operations = CredentialTable.CountOpenOperations(connection);
                var endpoints = CredentialTable.CountEndpoints(connection);
                return (IReadOnlyList<CredentialView>)
                [
                    .. stored.Select(credential => CredentialView.Of(
                            credential,
                            logons.GetValueOrDefault(credential.Fingerprint),
                            operations.GetValueOrDefault(credential.Name),
                            endpoints.GetValueOrDefault(credential.Name)))
                        .Concat(configured.Select(entry => CredentialView.Of(
                            entry.Logon, entry.Fingerprint is null ? null : logons.GetValueOrDefault(entry.Fingerprint), operations.GetValueOrDefault(entry.Logon.Name))))
                        .OrderBy(view => view.Name, StringComparer.OrdinalIgnoreCase),
                    .. LogonTable.ListSuspended(connection).Where(row => !fingerprints.Contains(row.Fingerprint)).Select(CredentialView.Of),
                ];
            },
            cancellationToken);
    }

    public async Task<CredentialView?> FindAsync(string name, CancellationToken cancellationToken) =>
        (await ListAsync(cancellationToken)).FirstOrDefault(view => view.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>How the lock-out guard knows what people call by this name; null where there is nothing.</summary>
    public async Task<string?> FindFingerprintAsync(string name, CancellationToken cancellationToken) =>
        GuardedLogon.FingerprintStart(name) is { } start
            ? await database.ReadAsync(connection => LogonTable.FindByStart(connection, start)?.Fingerprint, cancellationToken)
            : await store.FindFingerprintAsync(name, cancellationToken);
}
