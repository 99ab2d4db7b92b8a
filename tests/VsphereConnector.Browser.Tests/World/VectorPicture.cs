using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;

namespace VsphereConnector.Browser.Tests.World;

/// <summary>A page as SVG, put together from its frames and the plug-in's own icons.</summary>
internal static class VectorPicture
{
    private const string IconColour = "#0072a3";

    private static readonly string Script = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "World", "vector-picture.js"));

    public static async Task WriteAsync(IPage page, string path, CancellationToken cancellationToken)
    {
        var marks = await DrawAsync(page, page.MainFrame, "0", "0");
        var size = page.ViewportSize!;
        var picture = string.Create(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size.Width} {size.Height}" font-family="'Helvetica Neue', Helvetica, Arial, sans-serif">
            {string.Join('\n', marks)}
            </svg>

            """);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, picture, cancellationToken);
    }

    private static async Task<IReadOnlyList<string>> DrawAsync(IPage page, IFrame frame, string left, string top)
    {
        var drawn = await frame.EvaluateAsync<JsonElement>($"({Script})({{ left: {left}, top: {top} }})");
        var marks = new List<string>();
        foreach (var mark in drawn.GetProperty("marks").EnumerateArray().Select(mark => mark.GetString()!))
        {
            marks.AddRange(mark.Split(' ') switch
            {
                ["<!--frame", var url, var x, var y, ..] => page.Frames.FirstOrDefault(child => child.Url == url) is { } child
                    ? await DrawAsync(page, child, x, y)
                    : [],
                ["<!--icon", var name, var x, var y, var width] => [Icon(name, x, y, width.TrimEnd('-', '>'))],
                _ => [mark],
            });
        }

        return marks;
    }

    private static string Icon(string name, string x, string y, string width)
    {
        var lines = File.ReadAllLines(RepositoryFiles.Icon(name));
        return $"""<svg x="{x}" y="{y}" width="{width}" height="{width}" viewBox="0 0 32 32" fill="{IconColour}" fill-rule="evenodd">{string.Concat(lines[1..^1]).Trim()}</svg>""";
    }
}
