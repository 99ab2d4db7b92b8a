using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Triggers.Rules;

namespace VsphereConnector.Server.Triggers.Api;

/// <summary>The errors of the rules' API.</summary>
internal static class RuleProblems
{
    /// <summary>The member of the problem that says how many machines there are.</summary>
    public const string Count = "count";

    public static ProblemHttpResult Unknown(string rule) => Problems.Of(
        StatusCodes.Status404NotFound, "rule-unknown", $"There is no rule '{rule}'.", "Choose one of those that GET /api/v1/rules lists.");

    public static ProblemHttpResult NameTaken(string name) => Problems.Of(
        StatusCodes.Status409Conflict, "rule-name-taken", $"There is a rule '{name}' already.", "Give it another name, or change that one.");

    public static ProblemHttpResult Of(RuleChange change, string name) => change.Outcome switch
    {
        RuleChangeOutcome.NameTaken => NameTaken(name),
        RuleChangeOutcome.OtherVersion => Problems.Of(
            StatusCodes.Status409Conflict,
            "rule-changed-meanwhile",
            $"{change.Rule!.ChangedBy} has changed the rule meanwhile; nothing was changed.",
            string.Create(CultureInfo.InvariantCulture, $"Look at version {change.Rule.Version} and send your change with it.")),
        _ => Unknown(name),
    };

    public static ProblemHttpResult AboutAll(int count, int? confirmed)
    {
        var problem = Problems.Of(
            StatusCodes.Status409Conflict,
            "rule-about-all-machines",
            string.Create(CultureInfo.InvariantCulture, $"The rule is about all machines: {count} now."),
            confirmed is null
                ? string.Create(CultureInfo.InvariantCulture, $"Narrow its scope, or confirm it with confirmCount {count}. Nothing was stored.")
                : string.Create(CultureInfo.InvariantCulture, $"You confirmed {confirmed}, but there are {count} now. Nothing was stored."));
        problem.ProblemDetails.Extensions[Count] = count;
        return problem;
    }
}
