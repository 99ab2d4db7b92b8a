using System.Text.Json;
using VsphereConnector.Connector.Agents;
using VsphereConnector.Connector.Journal;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Connector.Network;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Operations.InstallAgent;

/// <summary>Fetches the package of an agent, unpacks, installs and starts it; whatever fails, the endpoint is as it was.</summary>
internal sealed class InstallAgentHandler(IMachine machine, ManagedAgents agents, PackageCache packages) : IOperationHandler
{
    public OperationKind Kind => OperationKind.InstallAgent;

    public async Task<HandlerResult> RunAsync(StartOperation start, OutputSpool output, CancellationToken cancellationToken)
    {
        var parameters = ParametersOf.Read(start.Parameters, ContractsJson.Default.InstallAgentParameters);
        if (!TransferLimits.IsSha256(parameters.Sha256))
        {
            throw new OperationFailedException(OperationErrors.BadParameters("sha256 is not a SHA-256 in lower-case hex."));
        }

        try
        {
            using var cached = await packages.FetchAsync(parameters.Sha256, cancellationToken);
            using var package = AgentPackage.Open(machine.Files, cached.Path);
            if (parameters.Name is { } name && name != package.Manifest.Name)
            {
                throw new OperationFailedException(AgentErrors.PackageRefused($"it is that of '{package.Manifest.Name}', and not of '{name}'."));
            }

            var result = await agents.InstallAsync(package, parameters.Sha256, !parameters.DoNotStart, output, cancellationToken);
            return new(JsonSerializer.SerializeToElement(result, ContractsJson.Default.AgentResult));
        }
        finally
        {
            packages.ForgetAllBut(agents.All().Select(agent => agent.Sha256));
        }
    }
}
