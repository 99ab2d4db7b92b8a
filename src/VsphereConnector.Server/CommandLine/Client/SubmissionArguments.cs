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

    private static readonly Option<string[]> Folders = new("--folder")
    {
        Description = "All virtual machines in this folder and below it, such as Prod/Web, templates apart; may be repeated.",
        HelpName = "path",
    };

    private static readonly Option<string[]> Endpoints = new("--endpoint")
    {
        Description = "A registered endpoint, by its name or its id; may be given several times. A plain name may be one as well.",
        HelpName = "name",
    };

    private static readonly Option<bool> NoWait = new("--no-wait") { Description = "Return when it is recorded; follow it by 'operations watch'." };

    /// <summary>An operation of a kind, its target left open.</summary>
    public static SubmitOperation Operation<T>(OperationKind kind, T parameters) =>
        new() { Kind = kind.ToString(), Parameters = JsonSerializer.SerializeToElement(parameters, ApiJson.Options) };

    /// <summary>Submits what <paramref name="describe"/> says, once for each of <paramref name="machines"/> and of the endpoints.</summary>
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
        command.Options.Add(Folders);
        command.Options.Add(Endpoints);
        command.Options.Add(NoWait);
        machines.Arity = ArgumentArity.ZeroOrMore;
        return command.WithServer(async (client, printer, parsed, cancellationToken) =>
        {
            var call = new ServerCall(client, printer);
            var operation = await describe(call, parsed, cancellationToken) with { TimeoutSeconds = parsed.GetValue(TimeoutSeconds) };
            var targets = await TargetsAsync(client, parsed, machines, cancellationToken);
            var wait = !parsed.GetValue(NoWait);
            var submitted = targets.Select(target => operation with { Target = target }).ToList();
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

    /// <exception cref="ApiException">There is nothing to do it to.</exception>
    private static async Task<IReadOnlyList<SubmitTarget>> TargetsAsync(
        ApiClient client, ParseResult parsed, Argument<string[]> machines, CancellationToken cancellationToken)
    {
        var (folders, vCenter) = (parsed.GetValue(Folders)!, parsed.GetValue(VCenter));
        List<SubmitTarget> named =
        [
            .. parsed.GetValue(machines)!.Select(machine => TargetOf(machine, vCenter)),
            .. (parsed.GetValue(Endpoints) ?? []).Select(endpoint => new SubmitTarget { Endpoint = endpoint }),
        ];
        if (folders.Length == 0)
        {
            return named.Count > 0 ? named : throw new ApiException("Name at least one machine, --endpoint or --folder.");
        }

        var all = await client.ListAsync<VirtualMachineView>(QueryPath.Of("api/v1/virtual-machines", ("vCenter", vCenter)), int.MaxValue, cancellationToken);
        return
        [
            .. named,
            .. folders.SelectMany(folder => MachinesIn(folder.Trim('/'), all)).DistinctBy(machine => (machine.VCenter, machine.MoRef))
                .Select(machine => new SubmitTarget { VirtualMachine = machine.MoRef, VCenter = machine.VCenter }),
        ];
    }

    private static List<VirtualMachineView> MachinesIn(string folder, IReadOnlyList<VirtualMachineView> all)
    {
        var found = all.Where(machine => !machine.Template && $"{machine.Folder}/".StartsWith($"{folder}/", StringComparison.OrdinalIgnoreCase)).ToList();
        return found.Count > 0 ? found : throw new ApiException($"There is no virtual machine in the folder '{folder}'. The folders are below a datacenter, with slashes, such as Prod/Web.");
    }

    private static SubmitTarget TargetOf(string machine, string? vCenter) =>
        vCenter is null ? new SubmitTarget { Machine = machine } : new SubmitTarget { VirtualMachine = machine, VCenter = vCenter };
}

/// <summary>The server of a command, and where the command prints.</summary>
internal sealed record ServerCall(ApiClient Client, Printer Printer);
