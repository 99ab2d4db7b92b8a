using System.Reflection;

namespace VsphereConnector.Server.Preflight;

/// <summary>The version of the connectors that are published together with this server.</summary>
internal static class ConnectorVersion
{
    public static string Own { get; } =
        typeof(ConnectorVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
