using System.Text.Json;
using System.Text.Json.Serialization;

namespace VsphereConnector.Simulator.Rules;

/// <summary>Rules in a JSON file.</summary>
internal static class RuleFile
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Reads and checks a file; <see cref="InvalidDataException"/> says what is wrong with it.</summary>
    public static List<Rule> Read(string path)
    {
        try
        {
            var rules = JsonSerializer.Deserialize<List<Rule>>(File.ReadAllBytes(path), Options) ?? [];
            for (var i = 0; i < rules.Count; i++)
                Check(rules[i], $"{path}, rule {i + 1}");
            return rules;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} is no list of rules: {e.Message}", e);
        }
    }

    private static void Check(Rule? rule, string where)
    {
        var wrong = rule switch
        {
            null => "is null",
            { Probability: < 0 or > 1 } => "has a probability outside 0 to 1",
            { FromCall: < 1 } => "counts fromCall from 1",
            { Times: < 1 } => "has times below 1",
            { TruncateUploadTo: < 0 } => "has truncateUploadTo below 0",
            { Fault: { } fault } when fault.Length == 0 || !fault.All(char.IsAsciiLetterOrDigit) => $"names '{fault}', which is no vim25 fault",
            { Fault: null, Break: ConnectionBreak.None, TruncateUploadTo: null } when rule.Delay <= TimeSpan.Zero => "does nothing: give it a fault, a delay, a break or truncateUploadTo",
            _ => null,
        };
        if (wrong is not null)
            throw new InvalidDataException($"{where}, {wrong}.");
    }
}
