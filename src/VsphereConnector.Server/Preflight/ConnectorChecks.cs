using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Enrolment;

namespace VsphereConnector.Server.Preflight;

/// <summary>What the connector of a machine, or its absence, means for an operation.</summary>
internal static class ConnectorChecks
{
    /// <param name="about">The machine and what is asked.</param>
    /// <param name="ownVersion">The version of the connectors that this server installs.</param>
    public static PreflightFinding Check(PreflightCase about, string ownVersion) => (about.Question.Kind, about.Row) switch
    {
        (OperationKind.InstallConnector, { State: ConnectorState.Connected } row) => Installed(about, row.Version!, ownVersion),
        (OperationKind.InstallConnector, { State: { } state }) => PreflightCode.ConnectorDisconnected.Of(
            state == ConnectorState.Enrolled ? $"A connector enrolled on '{about.Name}' and never connected." : $"The connector of '{about.Name}' is not connected."),
        (OperationKind.InstallConnector, _) => PreflightCode.ConnectorAbsent.Of("No connector is installed."),
        (_, { State: ConnectorState.Connected } row) => PreflightCode.ConnectorAnswers.Of($"Its connector {row.Version} is connected."),
        (_, { State: not null }) => PreflightCode.ConnectorAway.Of($"The connector of '{about.Name}' is not connected."),
        _ => PreflightCode.ConnectorMissing.Of($"There is no connector on '{about.Name}'."),
    };

    private static PreflightFinding Installed(PreflightCase about, string version, string ownVersion) => about.Question.Reinstall
        ? PreflightCode.ConnectorAnswers.Of($"Its connector {version} is connected and will be installed again.")
        : version == ownVersion
            ? PreflightCode.ConnectorInstalled.Of($"Connector {version} answers on '{about.Name}' already.")
            : PreflightCode.ConnectorOtherVersion.Of($"Connector {version} answers on '{about.Name}'; this server would install {ownVersion}.");
}
