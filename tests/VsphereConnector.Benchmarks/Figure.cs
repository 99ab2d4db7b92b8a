using System.Globalization;

namespace VsphereConnector.Benchmarks;

/// <summary>A figure as scripts and people read it: one line, <c>name value unit</c>.</summary>
internal static class Figure
{
    public static void Print(string name, double value, string unit) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {Math.Round(value, value < 10 ? 3 : 1)} {unit}"));

    /// <summary>The value below which this part of them lies; they are sorted.</summary>
    public static double Percentile(IReadOnlyList<double> sorted, int percent) => sorted[Math.Min(sorted.Count - 1, sorted.Count * percent / 100)];
}
