using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Audit;
using VsphereConnector.Server.Credentials;
using VsphereConnector.Server.Plugin.Authorization;

namespace VsphereConnector.Server.Deployment.Logons;

/// <summary>Logon policies over REST.</summary>
internal static class LogonPolicyEndpoints
{
    private const int LongestName = 100;

    public static void MapLogonPolicies(this IEndpointRouteBuilder api)
    {
        var policies = api.MapGroup("/logon-policies").WithTags("Credentials").AllowUsers(RequiredPrivileges.ToAdminister);
        policies.MapGet("", ListAsync)
            .WithName("listLogonPolicies")
            .WithSummary("Which logon operations use that name none: a guest alias, a stored credential, or somebody is asked; for which machines in which order.");
        policies.MapPut("/{name}", SetAsync)
            .Accepts<LogonPolicyRequest>("application/json")
            .Produces<LogonPolicy>()
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesValidationProblem()
            .WithName("setLogonPolicy")
            .WithSummary("Writes a policy, a new one or in the place of the one before.");
        policies.MapDelete("/{name}", RemoveAsync)
            .WithName("removeLogonPolicy")
            .WithSummary("Removes a policy; the built-in one holds where no other does.")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Ok<Page<LogonPolicy>>> ListAsync(LogonPolicies policies, CancellationToken cancellationToken) =>
        TypedResults.Ok(new Page<LogonPolicy> { Items = await policies.ListAsync(cancellationToken) });

    private static async Task<IResult> SetAsync(
        string name, HttpContext context, LogonPolicies policies, CredentialRules rules, CancellationToken cancellationToken)
    {
        AuditTrail.Of(context).Add(new AuditTarget(name));
        var request = await RequestBody.ReadAsync<LogonPolicyRequest>(context.Request);
        var findings = new Findings();
        findings.Unknown("", request.Unknown, "scope, steps, version");
        if (name.Length is 0 or > LongestName || name.Any(char.IsControl))
        {
            findings.Add("name", $"Must have 1 to {LongestName} characters.");
        }

        if (request.Steps is not { Count: > 0 } steps || !steps.All(Enum.IsDefined) || steps.Distinct().Count() != steps.Count)
        {
            findings.Add("steps", $"Must name some of {string.Join(", ", Enum.GetNames<LogonStep>())}, each once, in their order.");
        }

        var scope = request.Scope ?? new CredentialScope();
        rules.CheckScope(scope, findings);
        if (findings.ByField() is { Count: > 0 } errors)
        {
            return Problems.Invalid(errors);
        }

        var policy = new LogonPolicy { Name = name, Scope = scope, Steps = request.Steps! };
        return await policies.SetAsync(policy, request.Version, Caller.Of(context).Name, cancellationToken) is { } written
            ? TypedResults.Ok(written)
            : Problems.Of(
                StatusCodes.Status409Conflict, "logon-policy-changed", $"The policy '{name}' was changed in the meantime.", "Look at it again, then repeat the change.");
    }

    private static async Task<IResult> RemoveAsync(string name, HttpContext context, LogonPolicies policies, CancellationToken cancellationToken)
    {
        AuditTrail.Of(context).Add(new AuditTarget(name));
        return await policies.RemoveAsync(name, cancellationToken)
            ? TypedResults.NoContent()
            : Problems.Of(StatusCodes.Status404NotFound, "logon-policy-unknown", $"There is no policy '{name}' that could be removed.", "See GET /api/v1/logon-policies.");
    }
}

/// <summary>A policy to be written.</summary>
internal sealed record LogonPolicyRequest
{
    [Description("For which machines. Missing: for all.")]
    public CredentialScope? Scope { get; init; }

    [Description("Alias, Credential, Ask: those that may be used, in their order.")]
    public IReadOnlyList<LogonStep>? Steps { get; init; }

    [Description("The version that you have seen (0: there is none yet); where it is another one by now, nothing is changed. Missing: whatever is there.")]
    public long? Version { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; init; }
}
