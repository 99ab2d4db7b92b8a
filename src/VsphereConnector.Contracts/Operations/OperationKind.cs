using System.Text.Json.Serialization;

namespace VsphereConnector.Contracts.Operations;

/// <summary>What an operation does. On the wire and in the ledger a kind is its name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OperationKind>))]
public enum OperationKind
{
    /// <summary>Puts the connector into a guest, enrols it and waits for its WEB channel.</summary>
    InstallConnector,

    /// <summary>Asks the connector what it finds on its endpoint (<see cref="ConnectorStatus"/>).</summary>
    GetStatus,

    /// <summary>Runs a program or a script on the endpoint (<see cref="RunTaskParameters"/>).</summary>
    RunTask,

    /// <summary>Changes how the connector works (<see cref="ChangeConfigurationParameters"/>).</summary>
    ChangeConfiguration,

    /// <summary>Brings the connector's logs to the server (<see cref="RetrieveLogsParameters"/>).</summary>
    RetrieveLogs,

    /// <summary>Lets the server's own vCenter account be an account of the guest by Single Sign-On: no stored password is needed from then on.</summary>
    AddGuestAlias,

    /// <summary>Tries the guest alias and tells what aliases the account has.</summary>
    VerifyGuestAlias,

    /// <summary>Takes the guest alias of the server's own vCenter account back.</summary>
    RemoveGuestAlias,

    /// <summary>Puts an agent onto the endpoint and starts it (<see cref="InstallAgentParameters"/>).</summary>
    InstallAgent,

    /// <summary>Starts an agent (<see cref="AgentParameters"/>).</summary>
    StartAgent,

    /// <summary>Stops an agent (<see cref="AgentParameters"/>).</summary>
    StopAgent,

    /// <summary>Takes an agent off the endpoint (<see cref="UninstallAgentParameters"/>).</summary>
    UninstallAgent,

    /// <summary>Installs patches through the system's own package manager (<see cref="InstallPatchParameters"/>).</summary>
    InstallPatch,

    /// <summary>Takes patches back, or packages off (<see cref="UninstallPatchParameters"/>).</summary>
    UninstallPatch,

    /// <summary>Puts another version in the connector's place (<see cref="UpgradeConnectorParameters"/>).</summary>
    UpgradeConnector,

    /// <summary>Takes the connector off its endpoint (<see cref="UninstallConnectorParameters"/>).</summary>
    UninstallConnector,

    /// <summary>Looks at a Linux machine itself, whether everything is as a connector needs it. Changes nothing there.</summary>
    CheckMachine,

    /// <summary>Makes an account of a Linux machine one that the connector can run as: a member of sudo or wheel, with sudo that asks for no password.</summary>
    PrepareAccount,
}
