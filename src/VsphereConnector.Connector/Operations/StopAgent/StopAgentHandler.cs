using System.Text.Json;
using VsphereConnector.Connector.Agents;
using VsphereConnector.Connector.Journal;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Operations.StopAgent;

/// <summary>Stops an agent with its processes; it stays stopped. Nothing where it does not run.</summary>
internal sealed class StopAgentHandler(ManagedAgents agents) : IOperationHandler
{
    public OperationKind Kind => OperationKind.StopAgent;

    public async Task<HandlerResult> RunAsync(StartOperation start, OutputSpool output, CancellationToken cancellationToken)
    {
        var parameters = ParametersOf.Read(start.Parameters, ContractsJson.Default.AgentParameters);
        var result = await agents.StopAsync(AgentName.Checked(parameters.Name), output, cancellationToken);
        return new(JsonSerializer.SerializeToElement(result, ContractsJson.Default.AgentResult));
    }
}
