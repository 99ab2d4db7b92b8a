using System.CommandLine;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.CommandLine.Client;

/// <summary>What every command that submits operations has in common.</summary>
internal static class SubmissionArguments
{
    private static readonly Option<double?> TimeoutSeconds = new("--timeout")
    {
        Description = "How long it may take, in seconds. Default: what the server has configured for this kind.",
        HelpName = "seconds",
    };

    private static readonly Option<string?> VCenter = new("--vcenter")
    {
        Description = "The configured name of the vCenter; needed only where several have a machine of this name.",
        HelpName = "name",
    };

    private static readonly Option<bool> NoWait = new("--no-wait") { Description = "Return when it is recorded; follow it by 'operations watch'." };

    /// <summary>Submits what <paramref name="describe"/> says, once for each of <paramref name="machines"/>.</summary>
    public static Command WithSubmission(
        this Command command, Argument<string[]> machines, Func<ParseResult, CancellationToken, Task<SubmitOperation>> describe)
    {
        command.Options.Add(TimeoutSeconds);
        command.Options.Add(VCenter);
        command.Options.Add(NoWait);
        return command.WithServer(async (client, printer, parsed, cancellationToken) =>
        {
            var operation = await describe(parsed, cancellationToken) with { TimeoutSeconds = parsed.GetValue(TimeoutSeconds) };
            var operations = parsed.GetValue(machines)!.Select(machine => operation with { Target = TargetOf(machine, parsed.GetValue(VCenter)) });
            var wait = !parsed.GetValue(NoWait);
            var submitted = operations.ToList();
            var recorded = await new OperationFollower(client, printer).RunAsync(submitted, wait, cancellationToken);
            if (recorded.Count > 0 || printer.IsJson)
            {
                printer.Print(recorded, Printer.Operations);
            }

            return recorded.Count == submitted.Count && (!wait || recorded.All(Succeeded)) ? ExitCodes.Success : ExitCodes.Failed;
        });
    }

    private static bool Succeeded(OperationView operation) => operation.State == OperationState.Success;

    private static SubmitTarget TargetOf(string machine, string? vCenter) => new() { VirtualMachine = machine, VCenter = vCenter };
}
