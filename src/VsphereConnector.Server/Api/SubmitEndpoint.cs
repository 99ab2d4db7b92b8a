using System.Diagnostics;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Audit;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Api;

/// <summary><c>POST /api/v1/operations</c>.</summary>
internal static class SubmitEndpoint
{
    private const int MostPerBatch = 1000;

    public static async Task<IResult> SubmitAsync(HttpContext context, Submissions submissions, CancellationToken cancellationToken)
    {
        var submitted = await RequestBody.ReadAsync<SubmitRequest>(context.Request);
        IReadOnlyList<SubmitOperation> operations = submitted.Operations is { } batch ? CheckBatch(submitted, batch) : [submitted];
        var outcomes = await submissions.SubmitAsync(Caller.Of(context), operations, cancellationToken);
        Note(AuditTrail.Of(context), operations, outcomes);
        return submitted.Operations is null ? AnswerOne(outcomes[0]) : AnswerBatch(outcomes);
    }

    private static IResult AnswerOne(SubmissionResult outcome) => outcome switch
    {
        { Refusal: { } refusal } => refusal,
        { Submission: { Outcome: SubmissionOutcome.Created } created } => TypedResults.Accepted(Location(created), OperationView.Of(created.Operation)),
        _ => TypedResults.Ok(OperationView.Of(outcome.Submission!.Operation)),
    };

    private static IResult AnswerBatch(IReadOnlyList<SubmissionResult> outcomes)
    {
        var refused = outcomes.Select(outcome => outcome.Refusal?.StatusCode).ToList();
        var status = refused switch
        {
            _ when refused.Contains(null) => StatusCodes.Status202Accepted,
            _ when refused.TrueForAll(code => code == refused[0]) => refused[0]!.Value,
            _ => StatusCodes.Status400BadRequest,
        };
        return TypedResults.Json(new BatchView([.. outcomes.Select(ItemOf)]), ApiJson.Options, statusCode: status);
    }

    private static void Note(AuditTrail trail, IReadOnlyList<SubmitOperation> operations, IReadOnlyList<SubmissionResult> outcomes)
    {
        trail.Action = string.Join(", ", operations
            .Select(operation => operation.Kind)
            .Where(kind => Enum.GetNames<OperationKind>().Contains(kind, StringComparer.Ordinal))
            .Distinct(StringComparer.Ordinal)) is { Length: > 0 } kinds ? kinds : null;
        foreach (var (operation, outcome) in operations.Zip(outcomes))
        {
            var name = outcome.Submission?.Operation.Target.ToString() ?? operation.Target?.ToString() ?? "";
            trail.Add(new AuditTarget(name, outcome.Submission?.Operation.Id, outcome.Refusal is { } refusal ? Problems.CodeOf(refusal) : null));
        }
    }

    private static IReadOnlyList<SubmitOperation> CheckBatch(SubmitRequest request, IReadOnlyList<SubmitOperation> batch)
    {
        var findings = new Findings();
        if (batch.Count is 0 or > MostPerBatch)
        {
            findings.Add("operations", $"Must hold 1 to {MostPerBatch} operations.");
        }

        if (batch.Contains(null!))
        {
            findings.Add("operations", "Must hold objects, not null.");
        }

        if (request is not { Kind: null, Target: null, Parameters: null, TimeoutSeconds: null, IdempotencyKey: null, GuestLogon: null, Unknown: null })
        {
            findings.Add("operations", "Stands alone: what belongs to an operation goes into each of them.");
        }

        return findings.ByField() is { Count: > 0 } errors ? throw new RequestProblemException(Problems.Invalid(errors)) : batch;
    }

    private static BatchItemView ItemOf(SubmissionResult outcome) => outcome switch
    {
        { Refusal: { } refusal } => new BatchItemView { Status = refusal.StatusCode, Problem = RefusalView.Of(refusal) },
        { Submission: { } submission } => new BatchItemView
        {
            Status = submission.Outcome == SubmissionOutcome.Created ? StatusCodes.Status202Accepted : StatusCodes.Status200OK,
            Id = submission.Operation.Id,
            Location = Location(submission),
        },
        _ => throw new UnreachableException(),
    };

    private static string Location(Submission submission) => $"/api/v1/operations/{submission.Operation.Id}";
}
