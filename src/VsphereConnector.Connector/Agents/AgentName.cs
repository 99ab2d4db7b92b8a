using VsphereConnector.Connector.Operations;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.Agents;

/// <summary>Checks the names of agents that come from outside: they become parts of paths.</summary>
internal static class AgentName
{
    /// <exception cref="OperationFailedException">It is no name of an agent.</exception>
    public static string Checked(string? name) => AgentManifest.IsName(name)
        ? name!
        : throw new OperationFailedException(OperationErrors.BadParameters("name is not up to 64 letters, digits, dots, hyphens and underscores."));
}
