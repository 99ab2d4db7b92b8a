using System.Numerics;
using VsphereConnector.Server.Plugin.Manifest;

namespace VsphereConnector.Server.Plugin.Icons;

/// <summary>All icons below each other in one picture, for one theme of the client.</summary>
internal sealed class SpriteSheet
{
    /// <summary>The width and height of an icon, in pixels.</summary>
    public const int Tile = 32;

    private const int Scans = 8; // a pixel, for smooth edges

    private static readonly IReadOnlyList<string> Icons = PluginSource.Names("icons");

    private readonly (byte Red, byte Green, byte Blue) _colour;

    private SpriteSheet(string path, (byte Red, byte Green, byte Blue) colour) => (Path, _colour) = (path, colour);

    public static SpriteSheet Light { get; } = new("icons/light.png", (0x00, 0x72, 0xA3));

    public static SpriteSheet Dark { get; } = new("icons/dark.png", (0x49, 0xAF, 0xD9));

    public string Path { get; }

    /// <summary>Where an icon begins.</summary>
    public static int Top(string icon) => Icons.Index().Single(entry => entry.Item == icon).Index * Tile;

    public byte[] Draw()
    {
        var pixels = new byte[Icons.Count * Tile * Tile * PngImage.BytesPerPixel];
        for (var i = 0; i < Icons.Count; i++)
        {
            Draw(IconOutline.Read(Icons[i]), pixels.AsSpan(i * Tile * Tile * PngImage.BytesPerPixel));
        }

        return PngImage.Write(Tile, Icons.Count * Tile, pixels);
    }

    private void Draw(IReadOnlyList<(Vector2 From, Vector2 To)> edges, Span<byte> tile)
    {
        for (var y = 0; y < Tile; y++)
        {
            var coverage = Coverage(edges, y);
            for (var x = 0; x < Tile; x++)
            {
                var pixel = tile.Slice(((y * Tile) + x) * PngImage.BytesPerPixel, PngImage.BytesPerPixel);
                (pixel[0], pixel[1], pixel[2]) = _colour;
                pixel[3] = (byte)MathF.Round(255 * Math.Clamp(coverage[x], 0, 1));
            }
        }
    }

    /// <summary>How much of each pixel of a row lies inside the outline, by the even-odd rule.</summary>
    private static float[] Coverage(IReadOnlyList<(Vector2 From, Vector2 To)> edges, int row)
    {
        var coverage = new float[Tile];
        for (var scan = 0; scan < Scans; scan++)
        {
            var y = row + ((scan + 0.5f) / Scans);
            var crossings = edges
                .Where(edge => edge.From.Y <= y != edge.To.Y <= y)
                .Select(edge => edge.From.X + ((y - edge.From.Y) / (edge.To.Y - edge.From.Y) * (edge.To.X - edge.From.X)))
                .Order();
            foreach (var span in crossings.Chunk(2))
            {
                for (var x = Math.Max(0, (int)span[0]); x < Math.Min(Tile, span[1]); x++)
                    coverage[x] += (Math.Min(span[1], x + 1) - Math.Max(span[0], x)) / Scans;
            }
        }

        return coverage;
    }
}
