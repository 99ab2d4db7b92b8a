using System.CommandLine;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Server.CommandLine.Client;

/// <summary><c>uninstall</c>: takes connectors off their endpoints.</summary>
internal static class UninstallCommand
{
    private static readonly Argument<string[]> Machines = MachineArguments.WithConnector();

    private static readonly Option<bool> KeepAgents = new("--keep-agents") { Description = "Leave the files of the managed agents; they are stopped all the same." };

    public static Command Create() => new Command(
        "uninstall",
        """
        Removes connectors with all they have made, their agents too, and tells what is left, if anything.

        Example: vsphere-connector uninstall web-01 web-02 --keep-agents
        """)
    {
        Machines, KeepAgents,
    }.WithSubmission(Machines, parsed => SubmissionArguments.Operation(
        OperationKind.UninstallConnector, new UninstallConnectorParameters { KeepAgents = parsed.GetValue(KeepAgents) }));
}
