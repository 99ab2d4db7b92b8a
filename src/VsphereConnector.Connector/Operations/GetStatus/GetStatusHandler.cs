using System.Text.Json;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Installation;
using VsphereConnector.Connector.Journal;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Operations.GetStatus;

/// <summary>Answers what the connector finds on its endpoint (<see cref="ConnectorStatus"/>).</summary>
internal sealed class GetStatusHandler(IMachine machine, ConnectorFolder folder) : IOperationHandler
{
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
            Checks = checks.Run(),
        };
        return Task.FromResult(new HandlerResult(JsonSerializer.SerializeToElement(status, ContractsJson.Default.ConnectorStatus)));
    }
}
