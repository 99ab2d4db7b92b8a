using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;
using VsphereConnector.Server.Audit;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Plugin.Authorization;
using VsphereConnector.Server.Storage;

namespace VsphereConnector.Server.Api;

/// <summary>Operations: submit, list, look at, cancel, read output.</summary>
internal static class OperationEndpoints
{
    private const int MostPerPage = 500;
    private const int MostEvents = 1000;

    public static void MapOperations(this IEndpointRouteBuilder api)
    {
        var operations = api.MapGroup("/operations").WithTags("Operations");
        operations.AllowUsers();
        operations.MapPost("", SubmitEndpoint.SubmitAsync)
            .Accepts<SubmitRequest>("application/json")
            .Produces<OperationView>(StatusCodes.Status202Accepted)
            .Produces<OperationView>()
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesValidationProblem()
            .WithName("submitOperations")
            .WithSummary("Records an operation, or a batch of up to 1,000.")
            .WithDescription(
                "What is answered with 202 is on disk and will be carried out. The answer to a batch lists what became of each of its "
                + "operations, in their order; it is an error only where none was recorded. Users need the kind's privileges on each target.");
        operations.MapGet("", ListAsync)
            .WithName("listOperations")
            .WithSummary("Lists operations, newest first.")
            .WithDescription(
                "Filters: state, kind, target (a name or id), virtualMachine (an instance UUID: what was done on it and through its connector), "
                + $"since. Up to {MostPerPage} at once (limit); 'next' of one page is 'after' of the following.")
            .ProducesValidationProblem();
        operations.MapGet("/{id}", GetAsync)
            .WithName("getOperation")
            .WithSummary("One operation, with its attempts and its first 1,000 events.")
            .Produces<OperationView>()
            .ProducesProblem(StatusCodes.Status404NotFound);
        operations.MapPost("/{id}/cancel", CancelAsync)
            .WithName("cancelOperation")
            .WithSummary("Asks for the end of an operation.")
            .WithDescription("One that waits is cancelled at once; one that runs ends itself and cleans up first. Asking again does no harm.")
            .Produces<OperationView>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status404NotFound);
        operations.MapGet("/{id}/output", OutputEndpoint.ReadAsync)
            .WithName("getOutput")
            .WithSummary("The bytes that the operation wrote, as far as they are there.")
            .WithDescription("Both streams in the order of their arrival, or one of them (stream=Output or Error), from byte 'offset' on; or those of one step of a workflow that has ended.")
            .Produces<byte[]>(StatusCodes.Status200OK, "application/octet-stream")
            .ProducesProblem(StatusCodes.Status404NotFound);
        operations.MapGet("/{id}/events", EventStreamEndpoint.StreamOneAsync)
            .WithName("streamOperation")
            .WithSummary("The steps of one operation as server-sent events.")
            .WithDescription("From the beginning, or after Last-Event-ID. Ends with the event 'end' after the last step.")
            .Produces<EventView>(StatusCodes.Status200OK, "text/event-stream")
            .ProducesProblem(StatusCodes.Status404NotFound);
        operations.MapGet("/events", EventStreamEndpoint.StreamAllAsync)
            .WithName("streamOperations")
            .WithSummary("The steps of all operations as server-sent events.")
            .WithDescription("From now on, or after Last-Event-ID.")
            .Produces<EventView>(StatusCodes.Status200OK, "text/event-stream");
    }

    /// <summary>The id in a path; a text that is none is an operation that does not exist.</summary>
    public static Guid IdOf(string text) => Guid.TryParseExact(text, "D", out var id)
        ? id
        : throw new RequestProblemException(Problems.UnknownOperation(text));

    private static async Task<Ok<Page<OperationView>>> ListAsync(
        HttpContext context,
        OperationAccess access,
        CancellationToken cancellationToken,
        string? state = null,
        string? kind = null,
        string? target = null,
        string? virtualMachine = null,
        string? since = null,
        string? after = null,
        string? limit = null)
    {
        var query = new QueryReader(context.Request.Query, "state", "kind", "target", "virtualMachine", "since", "after", "limit");
        var filter = new OperationFilter
        {
            State = query.Enum<OperationState>(nameof(state), state),
            Kind = query.Enum<OperationKind>(nameof(kind), kind),
            Target = target,
            VirtualMachine = virtualMachine,
            Since = query.Time(nameof(since), since),
            Before = query.Number(nameof(after), after, 1, long.MaxValue),
            Limit = (int)(query.Number(nameof(limit), limit, 1, MostPerPage) ?? 50),
        };
        query.ThrowIfInvalid();
        return TypedResults.Ok((await access.ListAsync(Caller.Of(context), filter, cancellationToken)).Of(OperationView.Of));
    }

    private static async Task<IResult> GetAsync(
        string id, HttpContext context, OperationAccess access, Database database, CancellationToken cancellationToken)
    {
        var operationId = IdOf(id);
        await access.ViewAsync(Caller.Of(context), operationId, cancellationToken);
        var view = await database.ReadAsync(
            connection => OperationTable.Find(connection, operationId) is { } operation
                ? OperationView.Of(operation) with
                {
                    Attempts = OperationQueries.Attempts(connection, operationId),
                    Events = [.. OperationQueries.Events(connection, operationId, 0, MostEvents).Select(EventView.Of)],
                }
                : null,
            cancellationToken);
        return view is null ? Problems.UnknownOperation(id) : TypedResults.Ok(view);
    }

    private static async Task<IResult> CancelAsync(
        string id,
        HttpContext context,
        OperationAccess access,
        OperationLedger ledger,
        CancellationToken cancellationToken)
    {
        var caller = Caller.Of(context);
        var operationId = IdOf(id);
        var target = (await access.ChangeAsync(caller, operationId, cancellationToken)).Target;
        AuditTrail.Of(context).Add(new AuditTarget(target.ToString(), operationId));
        return await ledger.RequestCancelAsync(operationId, caller.Name, cancellationToken) is { } operation
            ? TypedResults.Accepted($"/api/v1/operations/{operation.Id}", OperationView.Of(operation))
            : Problems.UnknownOperation(id);
    }
}
