using System.Text.Json;
using VsphereConnector.Connector.Agents;
using VsphereConnector.Connector.Journal;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Operations.UninstallAgent;

/// <summary>Takes an agent off the endpoint; nothing where there is none.</summary>
internal sealed class UninstallAgentHandler(ManagedAgents agents) : IOperationHandler
{
    public OperationKind Kind => OperationKind.UninstallAgent;

    public async Task<HandlerResult> RunAsync(StartOperation start, OutputSpool output, CancellationToken cancellationToken)
    {
        var parameters = ParametersOf.Read(start.Parameters, ContractsJson.Default.UninstallAgentParameters);
        var result = await agents.UninstallAsync(AgentName.Checked(parameters.Name), parameters.Force, output, cancellationToken);
        return new(JsonSerializer.SerializeToElement(result, ContractsJson.Default.AgentResult));
    }
}
