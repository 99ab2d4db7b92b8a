using Microsoft.AspNetCore.Http.HttpResults;
using VsphereConnector.Server.Endpoints;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Plugin.Authorization;

namespace VsphereConnector.Server.Api;

/// <summary>Takes operations in: checks what was sent, then what the caller may do, and records the rest all together.</summary>
internal sealed class Submissions(SubmitValidation validation, EndpointTargets endpoints, TargetAuthorization authorization, OperationLedger ledger)
{
    /// <summary>One result for each, in their order.</summary>
    public async Task<IReadOnlyList<SubmissionResult>> SubmitAsync(
        Caller caller, IReadOnlyList<SubmitOperation> operations, CancellationToken cancellationToken)
    {
        var results = new SubmissionResult?[operations.Count];
        var valid = new List<(int Index, OperationRequest Request)>(operations.Count);
        for (var i = 0; i < operations.Count; i++)
        {
            if (validation.Check(operations[i], out var errors) is { } request)
            {
                valid.Add((i, request));
            }
            else
            {
                results[i] = new SubmissionResult(Problems.Invalid(errors));
            }
        }

        var found = await FindAsync(operations, valid, results, cancellationToken);
        var allowed = await AllowAsync(caller, found, results, cancellationToken);
        if (allowed.Count > 0)
        {
            var submissions = await ledger.SubmitAsync([.. allowed.Select(item => item.Request)], caller.Name, cancellationToken);
            foreach (var (item, submission) in allowed.Zip(submissions))
            {
                results[item.Index] = SubmissionResult.Of(submission);
            }
        }

        return results!;
    }

    private async Task<List<(int Index, OperationRequest Request)>> FindAsync(
        IReadOnlyList<SubmitOperation> operations,
        List<(int Index, OperationRequest Request)> valid,
        SubmissionResult?[] results,
        CancellationToken cancellationToken)
    {
        var answers = await endpoints.FindAsync([.. valid.Select(item => (operations[item.Index].Target!, item.Request))], cancellationToken);
        return Keep(valid, answers, results);
    }

    private async Task<List<(int Index, OperationRequest Request)>> AllowAsync(
        Caller caller, List<(int Index, OperationRequest Request)> found, SubmissionResult?[] results, CancellationToken cancellationToken)
    {
        var answers = await authorization.CheckAsync(caller, [.. found.Select(item => item.Request)], cancellationToken);
        return Keep(found, answers, results);
    }

    private static List<(int Index, OperationRequest Request)> Keep(
        List<(int Index, OperationRequest Request)> asked, IReadOnlyList<TargetAnswer> answers, SubmissionResult?[] results)
    {
        var kept = new List<(int Index, OperationRequest Request)>(asked.Count);
        foreach (var (item, answer) in asked.Zip(answers))
        {
            if (answer.Request is { } request)
            {
                kept.Add((item.Index, request));
            }
            else
            {
                results[item.Index] = new SubmissionResult(answer.Refusal);
            }
        }

        return kept;
    }
}

/// <summary>What became of one operation that was sent: recorded, or refused.</summary>
internal sealed record SubmissionResult(ProblemHttpResult? Refusal, Submission? Submission = null)
{
    public static SubmissionResult Of(Submission submission) => submission.Outcome == SubmissionOutcome.Conflict
        ? new SubmissionResult(Problems.KeyConflict(submission.Operation.IdempotencyKey!, submission.Operation.Id))
        : new SubmissionResult(null, submission);
}
