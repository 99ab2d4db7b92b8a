using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using VsphereConnector.Server.Plugin.Manifest;

namespace VsphereConnector.Server.Plugin.Icons;

/// <summary>The edges of an icon: a filled outline in SVG, of absolute <c>M</c>, <c>L</c>, <c>C</c> and <c>Z</c>.</summary>
internal static partial class IconOutline
{
    private const int CurveSteps = 12;

    /// <exception cref="InvalidDataException">It is drawn with something else.</exception>
    public static IReadOnlyList<(Vector2 From, Vector2 To)> Read(string icon)
    {
        var path = XDocument.Parse(PluginSource.Text($"icons/{icon}.svg")).Root!.Elements().Single().Attribute("d")!.Value;
        var edges = new List<(Vector2, Vector2)>();
        Vector2 start = default, last = default;
        foreach (Match command in Command().Matches(path))
        {
            var points = Points(command.Groups["numbers"].Value);
            switch (command.Groups["letter"].Value, points.Count)
            {
                case ("M", 1):
                    start = last = points[0];
                    break;
                case ("L", 1):
                    LineTo(points[0]);
                    break;
                case ("C", 3):
                    var from = last;
                    for (var step = 1; step <= CurveSteps; step++)
                        LineTo(Bezier(from, points[0], points[1], points[2], (float)step / CurveSteps));
                    break;
                case ("Z", 0):
                    LineTo(start);
                    break;
                default:
                    throw new InvalidDataException($"plugin-manifest/icons/{icon}.svg has '{command.Value.Trim()}', which is not drawn here.");
            }
        }

        return edges;

        void LineTo(Vector2 point)
        {
            edges.Add((last, point));
            last = point;
        }
    }

    private static List<Vector2> Points(string numbers) =>
    [
        .. numbers.Split((char[])[' ', ','], StringSplitOptions.RemoveEmptyEntries)
            .Select(number => float.Parse(number, CultureInfo.InvariantCulture))
            .Chunk(2)
            .Select(pair => new Vector2(pair[0], pair[1])),
    ];

    private static Vector2 Bezier(Vector2 a, Vector2 b, Vector2 c, Vector2 d, float t)
    {
        var u = 1 - t;
        return (u * u * u * a) + (3 * u * u * t * b) + (3 * u * t * t * c) + (t * t * t * d);
    }

    [GeneratedRegex(@"(?<letter>[A-Za-z])(?<numbers>[^A-Za-z]*)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Command();
}
