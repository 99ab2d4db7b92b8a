using System.Globalization;

namespace VsphereConnector.Server.Rollouts;

/// <summary>
/// How a fleet is divided: each wave is a number of targets or a percentage of all of them, such as <c>1,10%,50%</c>; the last one repeats
/// until there are no more.
/// </summary>
internal sealed class RolloutWaves
{
    /// <summary>One, a tenth, then a quarter at a time.</summary>
    public const string Default = "1,10%,25%";

    public const int MostWaves = 100;

    private readonly List<Size> _sizes;

    private RolloutWaves(List<Size> sizes) => _sizes = sizes;

    /// <summary>Null where the text says no waves.</summary>
    public static RolloutWaves? TryParse(string text)
    {
        var sizes = text.Split(',', StringSplitOptions.TrimEntries).Select(Size.TryParse).ToList();
        return sizes.Count <= MostWaves && sizes.TrueForAll(size => size is not null) ? new RolloutWaves([.. sizes.Select(size => size!)]) : null;
    }

    /// <summary>The wave of each of so many targets, from 1 on and never falling; no wave is empty.</summary>
    public IReadOnlyList<int> Divide(int targets)
    {
        var waves = new List<int>(targets);
        for (var wave = 1; waves.Count < targets; wave++)
        {
            var size = _sizes[Math.Min(wave, _sizes.Count) - 1].Of(targets);
            waves.AddRange(Enumerable.Repeat(wave, Math.Min(size, targets - waves.Count)));
        }

        return waves;
    }

    public override string ToString() => string.Join(',', _sizes);

    private sealed record Size(int Number, bool IsPercent)
    {
        public static Size? TryParse(string text)
        {
            var isPercent = text.EndsWith('%');
            var digits = isPercent ? text[..^1] : text;
            return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && (!isPercent || number <= 100)
                ? new Size(number, isPercent)
                : null;
        }

        public int Of(int targets) => IsPercent ? Math.Max(1, (int)((long)targets * Number / 100)) : Number;

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number}{(IsPercent ? "%" : "")}");
    }
}
