using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Storage;

namespace VsphereConnector.Server.Channels;

/// <summary>Which drivers of which endpoints are left alone, and until when. Kept over restarts.</summary>
internal sealed partial class Suspensions(Database database, TimeProvider time, ILogger<Suspensions> logger)
{
    public Task<IReadOnlyList<Suspension>> OfAsync(string endpoint, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => SuspensionTable.Of(connection, endpoint), cancellationToken);

    /// <summary>Writes a failure down; returns what is so now.</summary>
    public async Task<Suspension> AddAsync(DriverFailure failure, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var suspension = await database.WriteAsync(
            connection =>
            {
                var before = SuspensionTable.Find(connection, failure.Endpoint, failure.Driver);
                var after = Suspension.After(before, failure, now);
                SuspensionTable.Put(connection, after);
                return after;
            },
            cancellationToken);
        if (suspension is { Failures: 1 } or { Until: null })
        {
            LogSuspended(logger, failure.Driver, failure.Endpoint, failure.Error.Code, failure.Error.Message);
        }

        return suspension;
    }

    /// <summary>
    /// It works, or something was changed so that it may: it is used again at once. False where it was not suspended. To be called where
    /// a credential, an address or a host key of the endpoint is changed.
    /// </summary>
    public async Task<bool> ResetAsync(string endpoint, OperationChannel driver, CancellationToken cancellationToken)
    {
        // Most often there is nothing to remove, and reading is cheaper than writing.
        if ((await OfAsync(endpoint, cancellationToken)).All(suspension => suspension.Driver != driver))
        {
            return false;
        }

        return await database.WriteAsync(connection => SuspensionTable.Remove(connection, endpoint, driver), cancellationToken);
    }

    /// <summary>Something was changed that many endpoints may have failed for, such as a credential: what was given up is tried once more.</summary>
    public Task ResetPermanentAsync(CancellationToken cancellationToken) => database.WriteAsync(SuspensionTable.RemovePermanent, cancellationToken);

    [LoggerMessage(5000, LogLevel.Warning, "{Driver} of {Endpoint} is suspended: {Code}, {Reason}")]
    private static partial void LogSuspended(ILogger logger, OperationChannel driver, string endpoint, string code, string reason);
}
