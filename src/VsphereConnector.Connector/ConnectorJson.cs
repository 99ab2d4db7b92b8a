using System.Text.Json;
using System.Text.Json.Serialization;
using VsphereConnector.Connector.Agents;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Installation;
using VsphereConnector.Connector.Journal;
using VsphereConnector.Connector.Operations.ChangeConfiguration;
using VsphereConnector.Connector.Operations.UninstallConnector;
using VsphereConnector.Connector.Operations.UpgradeConnector;

namespace VsphereConnector.Connector;

/// <summary>How the connector's own files are written.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EnrolmentRecord))]
[JsonSerializable(typeof(DaemonState))]
[JsonSerializable(typeof(JournalEntry))]
[JsonSerializable(typeof(StatusReport))]
[JsonSerializable(typeof(ConfigurationTrial))]
[JsonSerializable(typeof(DepartureRecord))]
[JsonSerializable(typeof(UpgradeRecord))]
[JsonSerializable(typeof(AgentRecord))]
[JsonSerializable(typeof(PendingChange))]
internal sealed partial class ConnectorJson : JsonSerializerContext;
