using System.Text.Json;
using Microsoft.Playwright;

namespace VsphereConnector.Browser.Tests.World;

/// <summary>What axe-core finds in pages.</summary>
internal static class Accessibility
{
    private const string IsThere = "() => 'axe' in window";

    private const string Run = """
        async rules => (await axe.run(document, { resultTypes: ['violations'], iframes: false, ...(rules ? { runOnly: { type: 'rule', values: rules } } : {}) })).violations
            .filter(violation => ['serious', 'critical'].includes(violation.impact))
            .map(violation => `${violation.id}: ${violation.help} (${violation.nodes.map(node => node.target.join(' ')).join('; ')})`)
        """;

    private static readonly string Script = File.Exists(RepositoryFiles.Axe) ? File.ReadAllText(RepositoryFiles.Axe) : "";

    /// <summary>The serious and critical findings, each with where it is; of all rules where none are named.</summary>
    public static async Task<IReadOnlyList<string>> FindSeriousAsync(IEnumerable<IFrame> frames, string[]? rules = null)
    {
        var findings = new List<string>();
        foreach (var frame in frames)
        {
            if (!await frame.EvaluateAsync<bool>(IsThere))
            {
                await frame.EvaluateAsync(Script);
            }

            var found = await frame.EvaluateAsync<JsonElement>(Run, rules);
            findings.AddRange(found.EnumerateArray().Select(finding => $"{new Uri(frame.Url).PathAndQuery}: {finding.GetString()}"));
        }

        return findings;
    }
}
