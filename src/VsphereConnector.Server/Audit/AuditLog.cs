using Microsoft.AspNetCore.Http.HttpResults;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Storage;

namespace VsphereConnector.Server.Audit;

/// <summary>Keeps who asked for what. An entry is on disk before the request is answered.</summary>
internal sealed class AuditLog(Database database, RepeatedRefusals repeated, TimeProvider time)
{
    private const int MostTargets = 1000;
    private const int MostNameLength = 200;

    /// <summary>Records what became of a request. Neither its parameters nor its headers are in it.</summary>
    public async Task WriteAsync(HttpContext context, string action, AuditOutcome outcome, string? code, IReadOnlyList<AuditTarget> targets)
    {
        var caller = Caller.Of(context);
        var entry = new AuditEntry
        {
            At = time.GetUtcNow(),
            Actor = caller.Name,
            ActorKind = caller.Kind,
            VCenter = caller.Session?.VCenter.Name,
            Address = context.Connection.RemoteIpAddress?.ToString(),
            Action = action,
            Outcome = outcome,
            Code = code,
            Targets = [.. targets.Take(MostTargets).Select(target => target with { Name = Cut(target.Name) })],
            TargetCount = targets.Count,
        };

        // A refusal costs its caller nothing: who keeps asking is not to fill the disk.
        if (outcome == AuditOutcome.Refused)
        {
            if (repeated.Count(RepeatedRefusal.Of(entry)) is not { } repeats)
            {
                return;
            }

            entry = entry with { Repeats = repeats };
        }

        await database.WriteAsync(connection => AuditTable.Add(connection, entry), CancellationToken.None);
    }

    /// <summary>Records that somebody was not let in.</summary>
    public Task RefusedAsync(HttpContext context, ProblemHttpResult problem) =>
        WriteAsync(context, "LogOn", AuditOutcome.Refused, Problems.CodeOf(problem), []);

    public Task<IReadOnlyList<AuditEntry>> ListAsync(AuditFilter filter, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => AuditTable.List(connection, filter), cancellationToken);

    private static string Cut(string name) => name.Length <= MostNameLength ? name : name[..MostNameLength];
}
