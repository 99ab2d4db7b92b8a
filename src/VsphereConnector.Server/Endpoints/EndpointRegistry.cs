using System.Data.Common;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Enrolment;
using VsphereConnector.Server.Storage;

namespace VsphereConnector.Server.Endpoints;

/// <summary>The machines that operators have registered by their addresses.</summary>
internal sealed class EndpointRegistry(Database database, TimeProvider time)
{
    public Task<RegisteredEndpoint?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => EndpointTable.Find(connection, id), cancellationToken);

    /// <summary>The one that a person means by its name or its id.</summary>
    /// <exception cref="RequestProblemException">There is none.</exception>
    public async Task<RegisteredEndpoint> GetAsync(string nameOrId, CancellationToken cancellationToken) =>
        await database.ReadAsync(connection => EndpointTable.FindNamed(connection, nameOrId), cancellationToken)
            ?? throw new RequestProblemException(EndpointProblems.Unknown(nameOrId));

    public Task<IReadOnlyList<RegisteredEndpoint>> ListAsync(EndpointQuery query, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => EndpointTable.List(connection, query), cancellationToken);

    /// <exception cref="RequestProblemException">Its name or address is taken, or the endpoint to go through is none.</exception>
    public Task<RegisteredEndpoint> AddAsync(EndpointDefinition endpoint, string by, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return database.WriteAsync(
            connection =>
            {
                EndpointConflicts.ThrowIfAny(connection, endpoint, known: null);
                return EndpointTable.Add(connection, Guid.CreateVersion7(now), endpoint, by, now);
            },
            cancellationToken);
    }

    /// <exception cref="RequestProblemException">As for adding, or it has changed since <paramref name="version"/>.</exception>
    public Task<RegisteredEndpoint> ChangeAsync(
        RegisteredEndpoint known, long version, EndpointDefinition endpoint, string by, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return database.WriteAsync(
            connection =>
            {
                EndpointConflicts.ThrowIfAny(connection, endpoint, known);
                var changed = EndpointTable.Change(connection, known.Id, version, endpoint, by, now)
                    ?? throw new RequestProblemException(EndpointProblems.ChangedMeanwhile(known.Name));
                if (known.Name != changed.Name)
                {
                    EndpointTable.RenameJump(connection, known.Name, changed.Name);
                }

                return changed;
            },
            cancellationToken);
    }

    /// <summary>Keeps the first host key that a machine has shown. False where it has another one already, or takes none unseen.</summary>
    public Task<bool> PinAsync(Guid id, HostKeyList keys, CancellationToken cancellationToken) =>
        database.WriteAsync(connection => EndpointTable.Pin(connection, id, keys) || EndpointTable.Find(connection, id)?.HostKeys == keys, cancellationToken);

    /// <exception cref="RequestProblemException">Others go through it, or a connector is on it and <paramref name="force"/> is not given.</exception>
    public Task RemoveAsync(RegisteredEndpoint endpoint, bool force, CancellationToken cancellationToken) => database.WriteAsync(
        connection =>
        {
            ThrowIfInUse(connection, endpoint, force);
            EndpointTable.Remove(connection, endpoint.Id);
        },
        cancellationToken);

    private static void ThrowIfInUse(DbConnection connection, RegisteredEndpoint endpoint, bool force)
    {
        if (EndpointTable.Behind(connection, endpoint.Name) is { Count: > 0 } behind)
        {
            throw new RequestProblemException(EndpointProblems.OthersGoThrough(endpoint.Name, behind));
        }

        if (!force && ConnectorStore.Find(connection, endpoint.Subject) is not null)
        {
            throw new RequestProblemException(EndpointProblems.HasConnector(endpoint.Name));
        }
    }
}
