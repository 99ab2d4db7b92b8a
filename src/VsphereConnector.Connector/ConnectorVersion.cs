using System.Reflection;

namespace VsphereConnector.Connector;

/// <summary>The version of this program.</summary>
internal static class ConnectorVersion
{
    public static string Current { get; } = typeof(ConnectorVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
