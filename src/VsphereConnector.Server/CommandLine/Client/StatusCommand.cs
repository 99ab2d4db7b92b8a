using System.CommandLine;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Api;

namespace VsphereConnector.Server.CommandLine.Client;

/// <summary><c>status</c>: asks connectors what they find on their endpoints.</summary>
internal static class StatusCommand
{
    private static readonly Argument<string[]> Machines = new("vm") { Description = "Virtual machines that have a connector.", Arity = ArgumentArity.OneOrMore };

    public static Command Create() => new Command("status", "Asks connectors what they find on their endpoints; --json shows all of it.") { Machines }
        .WithSubmission(Machines, (_, _) => Task.FromResult(new SubmitOperation { Kind = nameof(OperationKind.GetStatus) }));
}
