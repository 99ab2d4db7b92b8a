using System.Text.Json;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Contracts.Installation;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.Operations.ChangeConfiguration;

/// <summary>A configuration that must first show that the server is reached with it, as <c>trial.json</c> keeps it over a restart.</summary>
internal sealed record ConfigurationTrial
{
    /// <summary>After so many restarts in one trial the former configuration comes back at once: it may be what ends the connector.</summary>
    public const int MostRestarts = 3;

    public required Guid OperationId { get; init; }

    /// <summary>What comes back.</summary>
    public required ConnectorSettings Former { get; init; }

    public required ChangeConfigurationResult Result { get; init; }

    public required int TrialSeconds { get; init; }

    public int Restarts { get; init; }

    /// <summary>Why the change was taken back; null where it was not, or not yet.</summary>
    public string? TakenBack { get; init; }

    /// <summary>The server was reached.</summary>
    public bool IsPassed { get; init; }

    public static ConfigurationTrial? Read(IMachineFiles files, ConnectorFolder folder)
    {
        try
        {
            return files.KindOf(folder.Trial) == FileKind.File
                ? JsonSerializer.Deserialize(files.ReadAllBytes(folder.Trial), ConnectorJson.Default.ConfigurationTrial)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public void Write(IMachineFiles files, ConnectorFolder folder) =>
        files.WriteAtomically(folder.Trial, JsonSerializer.SerializeToUtf8Bytes(this, ConnectorJson.Default.ConfigurationTrial), FileModes.Private);
}
