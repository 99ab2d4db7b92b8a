using System.Text.Json;

namespace VsphereConnector.Server.Api;

/// <summary>What is wrong with a request, by field.</summary>
internal sealed class Findings
{
    private readonly Dictionary<string, List<string>> _byField = [];

    public bool IsEmpty => _byField.Count == 0;

    /// <summary>How many fields have one.</summary>
    public int Count => _byField.Count;

    public void Add(string field, string finding)
    {
        if (!_byField.TryGetValue(field, out var findings))
        {
            _byField[field] = findings = [];
        }

        findings.Add(finding);
    }

    /// <summary>Names every field that is not known.</summary>
    public void Unknown(string prefix, IDictionary<string, JsonElement>? unknown, string known)
    {
        foreach (var field in unknown?.Keys ?? [])
        {
            Add(prefix + field, $"Unknown field. Known here: {known}.");
        }
    }

    public IReadOnlyDictionary<string, string[]> ByField() => _byField.ToDictionary(entry => entry.Key, entry => entry.Value.ToArray());
}
