using System.Globalization;

namespace VsphereConnector.Simulator.CommandLine;

/// <summary>Durations as operators write them: <c>50ms</c>, <c>1.5s</c>, <c>2m</c>.</summary>
internal static class DurationText
{
    private const double LongestNumber = 86_400_000;

    public static bool TryParse(string text, out TimeSpan duration)
    {
        var unit = text.TrimStart("0123456789.".ToCharArray());
        TimeSpan? read = double.TryParse(text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number <= LongestNumber
            ? unit switch
            {
                "ms" => TimeSpan.FromMilliseconds(number),
                "s" => TimeSpan.FromSeconds(number),
                "m" => TimeSpan.FromMinutes(number),
                _ => null,
            }
            : null;
        duration = read ?? default;
        return read is not null;
    }
}
