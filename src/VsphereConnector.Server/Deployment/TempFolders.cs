namespace VsphereConnector.Server.Deployment;

/// <summary>Where a run's work folder is made in a guest: the wanted temp folder first, then the system's own.</summary>
internal static class TempFolders
{
    public static IReadOnlyList<string> For(GuestSystem system, string? wanted)
    {
        var (usual, fallback) = system.TempFolders;
        var first = wanted?.TrimEnd('/', '\\') is { Length: > 0 } chosen ? chosen : usual;
        return first == fallback ? [first] : [first, fallback];
    }

    public static string WorkFolder(GuestSystem system, string tempFolder, Guid runId) => system.Join(tempFolder, $"vlink-{runId:N}");
}
