using VsphereConnector.Contracts.Installation;

namespace VsphereConnector.Server.Deployment;

/// <summary>
/// Where a run's work folder is made in a guest: the wanted temp folder first, else on Linux the one that the connector's version has; then
/// the system's own, for where that one cannot be written or does not let programs start.
/// </summary>
internal static class TempFolders
{
    /// <summary>From this version on connectors have a temp folder of their own on Linux.</summary>
    private static readonly Version First = new(4, 2, 8);

    /// <summary>Below this one are versions of this product, which are no older generation.</summary>
    private static readonly Version Oldest = new(1, 0);

    /// <param name="system">The guest's system.</param>
    /// <param name="wanted">The folder that was asked for or configured; null or empty: none was.</param>
    /// <param name="connector">The version that is installed; an unknown one counts as the newest.</param>
    public static IReadOnlyList<string> For(GuestSystem system, string? wanted, string? connector = null)
    {
        var (usual, fallback) = system.TempFolders;
        var first = wanted?.TrimEnd('/', '\\') is { Length: > 0 } chosen ? chosen : system == GuestSystem.Linux ? DefaultFor(connector) : usual;
        return first == fallback ? [first] : [first, fallback];
    }

    /// <summary>On Linux: <c>/tmp</c> before 4.2.8, <c>/var/jetpatch-temp</c> from 4.2.8 on.</summary>
    public static string DefaultFor(string? connector)
    {
        var number = connector?.Split('-', '+')[0];
        return Version.TryParse(number, out var version) && version >= Oldest && version < First ? Locations.FallbackTempFolder : Locations.TempFolder;
    }

    public static string WorkFolder(GuestSystem system, string tempFolder, Guid runId) => system.Join(tempFolder, RunNames.Folder(runId));
}
