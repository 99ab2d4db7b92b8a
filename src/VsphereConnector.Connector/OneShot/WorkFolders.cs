using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Contracts.Installation;

namespace VsphereConnector.Connector.OneShot;

/// <summary>The folders that runs of a server work in on a Windows machine; they are known by their names.</summary>
internal static class WorkFolders
{
    /// <summary>Those of other runs, beside a run's own one and in the system's temp folder.</summary>
    public static IEnumerable<string> FindOthers(IMachineFiles files, string own) =>
        from place in new[] { own[..own.LastIndexOf('\\')], Locations.WindowsTempFolder }.Distinct(StringComparer.OrdinalIgnoreCase)
        from name in files.List(place)
        where RunNames.OfFolder(name) is not null && !own.EndsWith($@"\{name}", StringComparison.OrdinalIgnoreCase)
        select ConnectorFolder.Join(place, name);
}
