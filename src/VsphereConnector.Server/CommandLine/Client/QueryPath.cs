namespace VsphereConnector.Server.CommandLine.Client;

/// <summary>A path with the filters that are given.</summary>
internal static class QueryPath
{
    public static string Of(string path, params (string Name, string? Value)[] filters)
    {
        var given = filters.Where(filter => filter.Value is not null).Select(filter => $"{filter.Name}={Uri.EscapeDataString(filter.Value!)}");
        return string.Join('&', given) is { Length: > 0 } query ? $"{path}?{query}" : path;
    }
}
