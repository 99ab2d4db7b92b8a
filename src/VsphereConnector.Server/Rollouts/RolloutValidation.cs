using VsphereConnector.Server.Api;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Rollouts;

/// <summary>Makes a rollout of what a caller sent, or says everything that is wrong with it.</summary>
internal sealed class RolloutValidation(SubmitValidation operations)
{
    public const int MostTargets = 10_000, MostFailures = 10_000, MostFindings = 20;
    public const double MostSoakSeconds = 7 * 24 * 3600;

    /// <summary>The operation for each target, in their order.</summary>
    /// <exception cref="RequestProblemException">With everything that is wrong.</exception>
    public IReadOnlyList<OperationRequest> Check(RolloutRequest asked, out RolloutWaves waves)
    {
        var findings = new Findings();
        findings.Unknown("", asked.Unknown, "kind, parameters, guestLogon, timeoutSeconds, targets, waves, maximumFailures, soakSeconds, dryRun");
        if (RolloutWaves.TryParse(asked.Waves ?? RolloutWaves.Default) is not { } known)
        {
            findings.Add("waves", $"Must be up to {RolloutWaves.MostWaves} numbers or percentages, such as {RolloutWaves.Default}.");
            known = RolloutWaves.TryParse(RolloutWaves.Default)!;
        }

        if (asked.MaximumFailures is < 0 or > MostFailures)
        {
            findings.Add("maximumFailures", $"Must be from 0 to {MostFailures}.");
        }

        if (asked.SoakSeconds is { } soak && !(soak >= 0 && soak <= MostSoakSeconds))
        {
            findings.Add("soakSeconds", $"Must be from 0 to {MostSoakSeconds}.");
        }

        var requests = CheckTargets(asked, findings);
        if (requests.Any(request => request.Secrets.Count > 0))
        {
            findings.Add("parameters", "A rollout keeps no secrets: name a stored logon, and leave secretEnvironment out.");
        }

        waves = known;
        return findings.ByField() is { Count: > 0 } errors ? throw new RequestProblemException(Problems.Invalid(errors)) : requests;
    }

    private List<OperationRequest> CheckTargets(RolloutRequest asked, Findings findings)
    {
        var requests = new List<OperationRequest>();
        if (asked.Targets is not { Count: > 0 and <= MostTargets } targets)
        {
            findings.Add("targets", $"Must be 1 to {MostTargets} targets.");
            return requests;
        }

        var seen = new HashSet<OperationTarget>();
        foreach (var (target, index) in targets.Select((target, index) => (target, index)))
        {
            var operation = new SubmitOperation
            {
                Kind = asked.Kind, Target = target, Parameters = asked.Parameters, GuestLogon = asked.GuestLogon, TimeoutSeconds = asked.TimeoutSeconds,
            };
            if (operations.Check(operation, out var errors) is { } request)
            {
                requests.Add(request);
                if (!seen.Add(request.Target))
                {
                    findings.Add($"targets[{index}]", $"{request.Target} is there twice.");
                }
            }

            AddErrors(errors, index, findings);
            if (findings.Count >= MostFindings)
            {
                break;
            }
        }

        return requests;
    }

    // What is wrong with the operation itself is wrong for every target: it is said once.
    private static void AddErrors(IReadOnlyDictionary<string, string[]> errors, int index, Findings findings)
    {
        foreach (var (field, texts) in errors)
        {
            var isTarget = field.StartsWith("target", StringComparison.Ordinal);
            foreach (var text in texts.Where(_ => isTarget || index == 0))
            {
                findings.Add(isTarget ? $"targets[{index}]{field["target".Length..]}" : field, text);
            }
        }
    }
}
