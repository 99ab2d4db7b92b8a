using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Enrolment;
using VsphereConnector.Server.Fleet;

namespace VsphereConnector.Server.Preflight;

/// <summary>What the connector of a machine, or its absence, means for an operation.</summary>
internal static class ConnectorChecks
{
    /// <param name="question">What is asked.</param>
    /// <param name="name">The machine.</param>
    /// <param name="about">Its connector; null where none is known.</param>
    /// <param name="ownVersion">The version of the connectors that this server installs.</param>
    public static PreflightFinding Check(PreflightQuestion question, string name, FleetRow? about, string ownVersion) => (question.Kind, about) switch
    {
        (OperationKind.InstallConnector, { State: ConnectorState.Connected } row) => Installed(question, name, row.Version!, ownVersion),
        (OperationKind.InstallConnector, { State: { } state }) => PreflightCode.ConnectorDisconnected.Of(
            state == ConnectorState.Enrolled ? $"A connector enrolled on '{name}' and never connected." : $"The connector of '{name}' is not connected."),
        (OperationKind.InstallConnector, _) => PreflightCode.ConnectorAbsent.Of("No connector is installed."),
        (_, { State: ConnectorState.Connected } row) => PreflightCode.ConnectorAnswers.Of($"Its connector {row.Version} is connected."),
        (_, { State: not null }) => PreflightCode.ConnectorAway.Of($"The connector of '{name}' is not connected."),
        _ => PreflightCode.ConnectorMissing.Of($"There is no connector on '{name}'."),
    };

    private static PreflightFinding Installed(PreflightQuestion question, string name, string version, string ownVersion) => question.Reinstall
        ? PreflightCode.ConnectorAnswers.Of($"Its connector {version} is connected and will be installed again.")
        : version == ownVersion
            ? PreflightCode.ConnectorInstalled.Of($"Connector {version} answers on '{name}' already.")
            : PreflightCode.ConnectorOtherVersion.Of($"Connector {version} answers on '{name}'; this server would install {ownVersion}.");
}
