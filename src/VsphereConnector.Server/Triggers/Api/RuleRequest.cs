using System.ComponentModel;
using System.Text.Json;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Triggers.Rules;

namespace VsphereConnector.Server.Triggers.Api;

/// <summary>A rule as it is sent: <c>POST /api/v1/rules</c>, <c>PUT /api/v1/rules/{id}</c>, and a dry run of one that is not stored.</summary>
internal sealed record RuleRequest : RuleDefinition
{
    [Description("1-100 characters, of one rule only.")]
    public string Name { get; init; } = "";

    [Description("For a rule that is about all machines: how many there are now, as its refusal or its dry run tells.")]
    public int? ConfirmCount { get; init; }

    [Description("When a rule is changed: the version that is changed; another one meanwhile refuses it.")]
    public long? Version { get; init; }

    /// <summary>The rule as if it were stored.</summary>
    public Rule ToRule() => new()
    {
        Id = Guid.Empty,
        Name = Name,
        Definition = this,
        Version = 0,
        CreatedAt = default,
        CreatedBy = "",
        ChangedAt = default,
        ChangedBy = "",
    };

    /// <exception cref="RequestProblemException">It is not JSON, or has a field that is not known.</exception>
    public static async Task<RuleRequest> ReadAsync(HttpRequest request)
    {
        var body = await RequestBody.ReadAsync<JsonDocument>(request);
        try
        {
            return body.Deserialize<RuleRequest>(ApiJson.Parameters) ?? throw new JsonException();
        }
        catch (JsonException exception)
        {
            var findings = new Findings();
            findings.Add(exception.Path is { Length: > 2 } path ? path[2..] : "", "Not known here, or not of the right type.");
            throw new RequestProblemException(Problems.Invalid(findings.ByField()));
        }
    }
}
