using System.Text.Json;
using System.Text.Json.Serialization;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Machines;

namespace VsphereConnector.Connector.Operations.UpgradeConnector;

/// <summary>An upgrade as <c>upgrade.json</c> keeps it: the connector before, the one after and who watches over both go by it.</summary>
internal sealed record UpgradeRecord
{
    public required Guid OperationId { get; init; }

    public required string VersionBefore { get; init; }

    public required string Version { get; init; }

    public required int TrialSeconds { get; init; }

    /// <summary>The process of the connector before.</summary>
    public required int ProcessId { get; init; }

    /// <summary>The channel was not open before: a server that comes by SSH or SMB to the new version is as good.</summary>
    public bool MayBeLocal { get; init; }

    public UpgradeState State { get; init; }

    /// <summary>Why it was taken back.</summary>
    public string? Reason { get; init; }

    public static UpgradeRecord? Read(IMachineFiles files, ConnectorFolder folder)
    {
        try
        {
            return files.KindOf(folder.Upgrade) == FileKind.File
                ? JsonSerializer.Deserialize(files.ReadAllBytes(folder.Upgrade), ConnectorJson.Default.UpgradeRecord)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public void Write(IMachineFiles files, ConnectorFolder folder) =>
        files.WriteAtomically(folder.Upgrade, JsonSerializer.SerializeToUtf8Bytes(this, ConnectorJson.Default.UpgradeRecord), FileModes.Private);
}

[JsonConverter(typeof(JsonStringEnumConverter<UpgradeState>))]
internal enum UpgradeState
{
    OnTrial,
    Passed,
    TakenBack,
}
