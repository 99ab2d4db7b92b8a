using System.Text.Json;
using System.Text.Json.Serialization;
using VsphereConnector.Contracts.Enrolment;
using VsphereConnector.Contracts.Installation;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Contracts;

/// <summary>
/// How everything in this assembly is written as JSON: camel case, no nulls, no reflection. A null is refused where none belongs.
/// </summary>
/// <remarks>
/// Generated readers set every property once, so a default must come from its getter: an initializer would be lost where a message
/// leaves the property out.
/// </remarks>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ChannelMessage))]
[JsonSerializable(typeof(FolderExchangeRequest))]
[JsonSerializable(typeof(EnrolmentRequest))]
[JsonSerializable(typeof(EnrolmentResponse))]
[JsonSerializable(typeof(RenewalRequest))]
[JsonSerializable(typeof(ConnectorSettings))]
[JsonSerializable(typeof(InstallReport))]
[JsonSerializable(typeof(OperationError))]
[JsonSerializable(typeof(RunTaskParameters))]
[JsonSerializable(typeof(RunTaskResult))]
[JsonSerializable(typeof(ConnectorStatus))]
[JsonSerializable(typeof(AgentManifest))]
[JsonSerializable(typeof(InstallAgentParameters))]
[JsonSerializable(typeof(AgentParameters))]
[JsonSerializable(typeof(UninstallAgentParameters))]
[JsonSerializable(typeof(AgentResult))]
[JsonSerializable(typeof(UpgradeConnectorParameters))]
[JsonSerializable(typeof(UpgradeConnectorResult))]
[JsonSerializable(typeof(UninstallConnectorParameters))]
[JsonSerializable(typeof(UninstallConnectorResult))]
[JsonSerializable(typeof(InstallPatchParameters))]
[JsonSerializable(typeof(UninstallPatchParameters))]
[JsonSerializable(typeof(PatchResult))]
[JsonSerializable(typeof(RetrieveLogsParameters))]
[JsonSerializable(typeof(RetrieveLogsResult))]
[JsonSerializable(typeof(ChangeConfigurationParameters))]
[JsonSerializable(typeof(ChangeConfigurationResult))]
public sealed partial class ContractsJson : JsonSerializerContext;
