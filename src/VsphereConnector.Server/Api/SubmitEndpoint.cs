using Microsoft.AspNetCore.Http.HttpResults;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Api;

/// <summary><c>POST /api/v1/operations</c>.</summary>
internal static class SubmitEndpoint
{
    private const int MostPerBatch = 1000;

    public static async Task<IResult> SubmitAsync(
        HttpContext context,
        SubmitValidation validation,
        OperationLedger ledger,
        CancellationToken cancellationToken)
    {
        var submitted = await RequestBody.ReadAsync<SubmitRequest>(context.Request);
        var caller = context.User.Identity!.Name!;
        return submitted.Operations is { } batch
            ? await SubmitBatchAsync(CheckBatch(submitted, batch), validation, ledger, caller, cancellationToken)
            : await SubmitOneAsync(submitted, validation, ledger, caller, cancellationToken);
    }

    private static async Task<IResult> SubmitOneAsync(
        SubmitOperation submitted,
        SubmitValidation validation,
        OperationLedger ledger,
        string caller,
        CancellationToken cancellationToken)
    {
        if (validation.Check(submitted, out var errors) is not { } request)
        {
            return Problems.Invalid(errors);
        }

        var submission = (await ledger.SubmitAsync([request], caller, cancellationToken))[0];
        return submission.Outcome switch
        {
            SubmissionOutcome.Created => TypedResults.Accepted(Location(submission), OperationView.Of(submission.Operation)),
            SubmissionOutcome.Existing => TypedResults.Ok(OperationView.Of(submission.Operation)),
            _ => Problems.KeyConflict(submission.Operation.IdempotencyKey!, submission.Operation.Id),
        };
    }

    private static async Task<IResult> SubmitBatchAsync(
        IReadOnlyList<SubmitOperation> batch,
        SubmitValidation validation,
        OperationLedger ledger,
        string caller,
        CancellationToken cancellationToken)
    {
        var items = new BatchItemView[batch.Count];
        var accepted = new List<(int Index, OperationRequest Request)>(batch.Count);
        for (var i = 0; i < batch.Count; i++)
        {
            if (validation.Check(batch[i], out var errors) is { } request)
            {
                accepted.Add((i, request));
            }
            else
            {
                items[i] = Refused(Problems.Invalid(errors));
            }
        }

        if (accepted.Count == 0)
        {
            return TypedResults.Json(new BatchView(items), ApiJson.Options, statusCode: StatusCodes.Status400BadRequest);
        }

        var submissions = await ledger.SubmitAsync([.. accepted.Select(item => item.Request)], caller, cancellationToken);
        for (var i = 0; i < accepted.Count; i++)
        {
            items[accepted[i].Index] = ItemOf(submissions[i]);
        }

        return TypedResults.Json(new BatchView(items), ApiJson.Options, statusCode: StatusCodes.Status202Accepted);
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

    private static BatchItemView ItemOf(Submission submission) => submission.Outcome switch
    {
        SubmissionOutcome.Conflict => Refused(Problems.KeyConflict(submission.Operation.IdempotencyKey!, submission.Operation.Id)),
        var outcome => new BatchItemView
        {
            Status = outcome == SubmissionOutcome.Created ? StatusCodes.Status202Accepted : StatusCodes.Status200OK,
            Id = submission.Operation.Id,
            Location = Location(submission),
        },
    };

    private static BatchItemView Refused(ProblemHttpResult problem) => new()
    {
        Status = problem.StatusCode,
        Problem = new RefusalView
        {
            Type = problem.ProblemDetails.Type,
            Title = problem.ProblemDetails.Title,
            Detail = problem.ProblemDetails.Detail,
            Errors = (problem.ProblemDetails as HttpValidationProblemDetails)?.Errors.AsReadOnly(),
        },
    };

    private static string Location(Submission submission) => $"/api/v1/operations/{submission.Operation.Id}";
}
