using VsphereConnector.Contracts.Installation;

namespace VsphereConnector.Connector.Configuration;

/// <summary>Tells what the connector starts where temporary files go, where that is configured.</summary>
internal static class TempFolder
{
    private static readonly string[] Linux = ["TMPDIR"], Windows = ["TEMP", "TMP"];

    /// <summary>The environment with the temp folder; what it has already wins.</summary>
    public static IReadOnlyDictionary<string, string> AddTo(
        IReadOnlyDictionary<string, string> environment, ConnectorSettings settings, ConnectorFolder folder)
    {
        if (settings.TempFolder is not { } temp)
        {
            return environment;
        }

        var result = (folder.OnWindows ? Windows : Linux).ToDictionary(name => name, _ => temp);
        foreach (var (name, value) in environment)
        {
            result[name] = value;
        }

        return result;
    }
}
