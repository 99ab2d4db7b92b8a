using System.Text.Json;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Machines;

namespace VsphereConnector.Connector.Operations.UninstallConnector;

/// <summary>The connector goes when the server has the report of this operation; kept over a restart in between.</summary>
internal sealed class Departure(IMachineFiles files, ConnectorFolder folder)
{
    private DepartureRecord? _record = Read(files, folder);

    public bool IsAfter(Guid operationId) => _record?.OperationId == operationId;

    public void Announce(Guid operationId)
    {
        _record = new DepartureRecord(operationId);
        files.WriteAtomically(folder.Departure, JsonSerializer.SerializeToUtf8Bytes(_record, ConnectorJson.Default.DepartureRecord), FileModes.Private);
    }

    private static DepartureRecord? Read(IMachineFiles files, ConnectorFolder folder)
    {
        try
        {
            return files.KindOf(folder.Departure) == FileKind.File
                ? JsonSerializer.Deserialize(files.ReadAllBytes(folder.Departure), ConnectorJson.Default.DepartureRecord)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>What is kept of a departure.</summary>
internal sealed record DepartureRecord(Guid OperationId);
