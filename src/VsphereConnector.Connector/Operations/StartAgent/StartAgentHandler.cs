using System.Text.Json;
using VsphereConnector.Connector.Agents;
using VsphereConnector.Connector.Journal;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Operations.StartAgent;

/// <summary>Starts an agent that is installed; nothing where it runs.</summary>
internal sealed class StartAgentHandler(ManagedAgents agents) : IOperationHandler
{
    public OperationKind Kind => OperationKind.StartAgent;

    public async Task<HandlerResult> RunAsync(StartOperation start, OutputSpool output, CancellationToken cancellationToken)
    {
        var parameters = ParametersOf.Read(start.Parameters, ContractsJson.Default.AgentParameters);
        var result = await agents.StartAsync(AgentName.Checked(parameters.Name), cancellationToken);
        return new(JsonSerializer.SerializeToElement(result, ContractsJson.Default.AgentResult));
    }
}
