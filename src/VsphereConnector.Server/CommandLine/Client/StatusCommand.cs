using System.CommandLine;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Api;

namespace VsphereConnector.Server.CommandLine.Client;

/// <summary><c>status</c>: asks connectors what they find on their endpoints.</summary>
internal static class StatusCommand
{
    private static readonly Argument<string[]> Machines = MachineArguments.WithConnector();

    public static Command Create() => new Command("status", "Asks connectors what they find on their endpoints: what is missing or wrong, agents, last errors; --json shows all of it.") { Machines }
        .WithSubmission(Machines, _ => new SubmitOperation { Kind = nameof(OperationKind.GetStatus) });
}
