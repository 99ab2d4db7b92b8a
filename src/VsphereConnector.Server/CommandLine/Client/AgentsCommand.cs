using System.CommandLine;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Api;

namespace VsphereConnector.Server.CommandLine.Client;

/// <summary><c>agents</c>: what the connectors keep running on their endpoints.</summary>
internal static class AgentsCommand
{
    private static readonly Argument<string[]> Machines = MachineArguments.WithConnector();

    private static readonly Option<string> Package = new("--package") { Description = $"The agent's package: {PackageUpload.Takes}.", HelpName = "file|sha256", Required = true };

    private static readonly Option<string> Agent = new("--agent") { Description = "The agent's name, as its package has it.", HelpName = "name", Required = true };

    private static readonly Option<bool> NoStart = new("--no-start") { Description = "Leave it stopped." };

    private static readonly Option<bool> Force = new("--force") { Description = "Remove it also where its uninstall command fails." };

    public static Command Create() => new(
        "agents",
        """
        Agents are programs that the connector installs, keeps running and removes. 'status' shows those of an endpoint.

        Examples:
          vsphere-connector agents install web-01 web-02 --package node-exporter.zip
          vsphere-connector agents stop web-01 --agent node-exporter
          vsphere-connector agents uninstall web-01 web-02 --agent node-exporter
        """)
    {
        Install(), Named("start", "Starts an agent; one that runs is left.", OperationKind.StartAgent), Named("stop", "Stops an agent with all its processes.", OperationKind.StopAgent),
        Uninstall(),
    };

    private static Command Install() => new Command("install", "Installs an agent and starts it. What fails leaves the version before at work.") { Machines, Package, NoStart }
        .WithSubmission(Machines, async (call, parsed, cancellationToken) =>
        {
            var package = await PackageUpload.ResolveAsync(call.Client, call.Printer, parsed.GetValue(Package)!, cancellationToken);
            return SubmissionArguments.Operation(OperationKind.InstallAgent, new InstallAgentParameters { Sha256 = package.Sha256, DoNotStart = parsed.GetValue(NoStart) });
        });

    private static Command Named(string name, string description, OperationKind kind) => new Command(name, description) { Machines, Agent }
        .WithSubmission(Machines, parsed => SubmissionArguments.Operation(kind, new AgentParameters { Name = parsed.GetValue(Agent)! }));

    private static Command Uninstall() => new Command("uninstall", "Stops an agent and removes it.") { Machines, Agent, Force }
        .WithSubmission(Machines, parsed => SubmissionArguments.Operation(
            OperationKind.UninstallAgent, new UninstallAgentParameters { Name = parsed.GetValue(Agent)!, Force = parsed.GetValue(Force) }));
}
