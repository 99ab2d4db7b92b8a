using System.CommandLine;
using System.Text.Json;
using VsphereConnector.Contracts.Operations;
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

    /// <summary>An operation of a kind, its target left open.</summary>
    public static SubmitOperation Operation<T>(OperationKind kind, T parameters) =>
        new() { Kind = kind.ToString(), Parameters = JsonSerializer.SerializeToElement(parameters, ApiJson.Options) };

    /// <summary>Submits what <paramref name="describe"/> says, once for each of <paramref name="machines"/>.</summary>
    public static Command WithSubmission(
        this Command command,
        Argument<string[]> machines,
        Func<ParseResult, SubmitOperation> describe,
        Func<ServerCall, ParseResult, IReadOnlyList<OperationView>, CancellationToken, Task>? afterwards = null) =>
        command.WithSubmission(machines, (_, parsed, _) => Task.FromResult(describe(parsed)), afterwards);

    /// <inheritdoc cref="WithSubmission(Command, Argument{string[]}, Func{ParseResult, SubmitOperation}, Func{ServerCall, ParseResult, IReadOnlyList{OperationView}, CancellationToken, Task}?)"/>
    public static Command WithSubmission(
        this Command command,
        Argument<string[]> machines,
        Func<ServerCall, ParseResult, CancellationToken, Task<SubmitOperation>> describe,
        Func<ServerCall, ParseResult, IReadOnlyList<OperationView>, CancellationToken, Task>? afterwards = null)
    {
        command.Options.Add(TimeoutSeconds);
        command.Options.Add(VCenter);
        command.Options.Add(NoWait);
        return command.WithServer(async (client, printer, parsed, cancellationToken) =>
        {
            var call = new ServerCall(client, printer);
            var operation = await describe(call, parsed, cancellationToken) with { TimeoutSeconds = parsed.GetValue(TimeoutSeconds) };
            var submitted = parsed.GetValue(machines)!.Select(machine => operation with { Target = TargetOf(machine, parsed.GetValue(VCenter)) }).ToList();
            var wait = !parsed.GetValue(NoWait);
            var recorded = await new OperationFollower(client, printer).RunAsync(submitted, wait, cancellationToken);
            if (recorded.Count > 0 || printer.IsJson)
            {
                printer.Print(recorded, Printer.Operations);
                printer.Results(recorded);
            }

            await (afterwards?.Invoke(call, parsed, recorded, cancellationToken) ?? Task.CompletedTask);
            return recorded.Count == submitted.Count && (!wait || recorded.All(Succeeded)) ? ExitCodes.Success : ExitCodes.Failed;
        });
    }

    private static bool Succeeded(OperationView operation) => operation.State == OperationState.Success;

    private static SubmitTarget TargetOf(string machine, string? vCenter) => new() { VirtualMachine = machine, VCenter = vCenter };
}

/// <summary>The server of a command, and where the command prints.</summary>
internal sealed record ServerCall(ApiClient Client, Printer Printer);
