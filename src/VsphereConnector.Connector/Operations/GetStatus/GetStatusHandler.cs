using System.Text.Json;
using VsphereConnector.Connector.Agents;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Installation;
using VsphereConnector.Connector.Journal;
using VsphereConnector.Connector.Logging;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Operations.GetStatus;

/// <summary>Answers what the connector finds on its endpoint (<see cref="ConnectorStatus"/>).</summary>
internal sealed class GetStatusHandler(IMachine machine, ConnectorFolder folder) : IOperationHandler
{
    private const int MostErrors = 10;

    public OperationKind Kind => OperationKind.GetStatus;

    public Task<HandlerResult> RunAsync(StartOperation start, OutputSpool output, CancellationToken cancellationToken)
    {
        var checks = new StatusChecks(machine, folder);
        var status = new ConnectorStatus
        {
            Version = ConnectorVersion.Current,
            Machine = machine.ReadIdentity(),
            ProcessId = machine.Processes.CurrentId,
            StartedAt = machine.Processes.StartedAt,
            ResidentBytes = machine.ResidentBytes,
            Account = machine.Account,
            CertificateEnds = checks.CertificateEnds(),
            MachineUptimeSeconds = machine.Uptime?.TotalSeconds,
            Memory = machine.ReadMemory(),
            Disks = [.. Disks(checks)],
            Agents = AgentHealth.Read(machine, folder),
            LastErrors = LastErrors(),
            Checks = checks.Run(),
        };
        return Task.FromResult(new HandlerResult(JsonSerializer.SerializeToElement(status, ContractsJson.Default.ConnectorStatus)));
    }

    private IEnumerable<DiskStatus> Disks(StatusChecks checks)
    {
        foreach (var directory in new[] { folder.Parent, checks.TempFolder }.OfType<string>().Where(path => machine.Files.KindOf(path) == FileKind.Directory))
        {
            yield return new(directory, machine.Files.TotalBytes(directory), machine.Files.FreeBytes(directory));
        }
    }

    private IReadOnlyList<string> LastErrors()
    {
        try
        {
            return ConnectorLog.LastErrors(machine.Files, folder, MostErrors);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [$"The log cannot be read: {exception.Message}"];
        }
    }
}
