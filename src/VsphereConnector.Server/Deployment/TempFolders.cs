using VsphereConnector.Contracts.Installation;

namespace VsphereConnector.Server.Deployment;

/// <summary>Where a run's work folder is made in a guest: the wanted temp folder first, then the fall-back.</summary>
internal static class TempFolders
{
    public static IReadOnlyList<string> ForLinux(string? wanted)
    {
        var first = wanted?.TrimEnd('/') is { Length: > 0 } chosen ? chosen : Locations.TempFolder;
        return first == Locations.FallbackTempFolder ? [first] : [first, Locations.FallbackTempFolder];
    }

    public static string WorkFolder(string tempFolder, Guid runId) => $"{tempFolder}/vlink-{runId:N}";
}
