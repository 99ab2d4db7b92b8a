using System.Text.Json;
using Microsoft.Playwright;

namespace VsphereConnector.Browser.Tests.World;

/// <summary>What axe-core finds in a page and in its frames.</summary>
internal static class Accessibility
{
    private const string Run = """
        async () => (await axe.run(document, { resultTypes: ['violations'], iframes: false })).violations
            .filter(violation => ['serious', 'critical'].includes(violation.impact))
            .map(violation => `${violation.id}: ${violation.help} (${violation.nodes.map(node => node.target.join(' ')).join('; ')})`)
        """;

    /// <summary>The serious and critical findings, each with where it is.</summary>
    public static async Task<IReadOnlyList<string>> FindSeriousAsync(IPage page, CancellationToken cancellationToken)
    {
        var script = await File.ReadAllTextAsync(RepositoryFiles.Axe, cancellationToken);
        var findings = new List<string>();
        foreach (var frame in page.Frames)
        {
            await frame.EvaluateAsync(script);
            var found = await frame.EvaluateAsync<JsonElement>(Run);
            findings.AddRange(found.EnumerateArray().Select(finding => $"{new Uri(frame.Url).PathAndQuery}: {finding.GetString()}"));
        }

        return findings;
    }
}
