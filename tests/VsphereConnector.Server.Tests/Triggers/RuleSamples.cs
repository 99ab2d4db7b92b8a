using System.Text.Json;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Triggers.Rules;

namespace VsphereConnector.Server.Tests.Triggers;

/// <summary>Rules as tests write them.</summary>
internal static class RuleSamples
{
    public static Rule Rule(string definition, string name = "rule") => new()
    {
        Id = Guid.NewGuid(),
        Name = name,
        Definition = JsonSerializer.Deserialize<RuleDefinition>(definition, ApiJson.Options)!,
        Version = 1,
        CreatedAt = DateTimeOffset.UnixEpoch,
        CreatedBy = "tester",
        ChangedAt = DateTimeOffset.UnixEpoch,
        ChangedBy = "tester",
    };
}
