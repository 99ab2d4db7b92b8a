namespace VsphereConnector.Server.Fleet;

/// <summary>Versions by their numbers, so that 1.10.0 comes after 1.9.0; what is no version comes after them, by its text.</summary>
internal sealed class VersionOrder : IComparer<string?>
{
    public static VersionOrder Instance { get; } = new();

    public int Compare(string? x, string? y) => (Parse(x), Parse(y)) switch
    {
        ({ } left, { } right) when left.CompareTo(right) is not 0 and var order => order,
        ({ }, null) => -1,
        (null, { }) => 1,
        _ => string.CompareOrdinal(x, y),
    };

    private static Version? Parse(string? text) => Version.TryParse(text, out var version) ? version : null;
}
