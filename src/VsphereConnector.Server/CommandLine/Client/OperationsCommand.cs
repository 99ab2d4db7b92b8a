using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Packages;

namespace VsphereConnector.Server.CommandLine.Client;

/// <summary><c>operations</c>: the record of everything that was asked for.</summary>
internal static class OperationsCommand
{
    private static readonly Argument<Guid> Id = new("id") { Description = "The operation's id." };

    public static Command Create() => new("operations", "Lists, shows, follows and cancels operations, and brings what they left.")
    {
        List(), Show(), Watch(), Output(), Files(), Download(), Cancel(),
    };

    private static Command List()
    {
        var state = new Option<string?>("--state") { Description = "Only these: Queued, Running, Success, Error or Cancelled." };
        var kind = new Option<string?>("--kind") { Description = $"Only these: {string.Join(", ", Enum.GetNames<OperationKind>())}." };
        var target = new Option<string?>("--target") { Description = "Only those of this virtual machine or connector." };
        var limit = new Option<int>("--limit") { Description = "At most so many.", DefaultValueFactory = _ => 50 };
        return new Command("list", "Lists operations, the newest first.") { state, kind, target, limit }.WithServer(async (client, printer, parsed, cancellationToken) =>
        {
            var path = QueryPath.Of(
                "api/v1/operations", ("state", parsed.GetValue(state)), ("kind", parsed.GetValue(kind)), ("target", parsed.GetValue(target)));
            printer.Print(await client.ListAsync<OperationView>(path, parsed.GetValue(limit), cancellationToken), Printer.Operations);
            return ExitCodes.Success;
        });
    }

    private static Command Show() => new Command("show", "Shows one operation with its attempts and steps.") { Id }.WithServer(
        async (client, printer, parsed, cancellationToken) =>
        {
            var operation = await client.GetAsync<OperationView>(PathOf(parsed), cancellationToken);
            printer.Print(operation, shown => Printer.Operations([shown]));
            foreach (var attempt in operation.Attempts ?? [])
            {
                printer.Line(string.Create(CultureInfo.InvariantCulture,
                    $"Attempt {attempt.Number} over {attempt.Channel}: {attempt.Outcome?.ToString() ?? "under way"}, {Printer.Time(attempt.StartedAt)} to {Printer.Time(attempt.FinishedAt)}. {Markup.Escape(attempt.Error?.Message ?? "")}"));
            }

            PrintSteps(printer, operation);
            printer.Results([operation]);
            if (operation.Error is { } error)
            {
                printer.Line($"[red]{Markup.Escape(error.Message)}[/] {Markup.Escape(error.Remedy)}");
            }

            return ExitCodes.Success;
        });

    private static Command Watch() => new Command("watch", "Follows one operation to its end.") { Id }.WithServer(
        async (client, printer, parsed, cancellationToken) =>
        {
            var operation = await new OperationFollower(client, printer).WatchAsync(parsed.GetValue(Id), cancellationToken);
            printer.Print(operation, shown => Printer.Operations([shown]));
            printer.Results([operation]);
            return operation.State == OperationState.Success ? ExitCodes.Success : ExitCodes.Failed;
        });

    private static Command Output()
    {
        var step = new Option<string?>("--step") { Description = "Only what this step of a workflow wrote.", HelpName = "name" };
        return new Command("output", "Prints what an operation wrote, byte by byte.") { Id, step }.WithServer(async (client, _, parsed, cancellationToken) =>
        {
            await using var output = Console.OpenStandardOutput();
            await client.CopyAsync(QueryPath.Of($"{PathOf(parsed)}/output", ("step", parsed.GetValue(step))), output, cancellationToken);
            return ExitCodes.Success;
        });
    }

    private static Command Files() => new Command("files", "Lists the files that an operation left on the server, such as logs.") { Id }.WithServer(
        async (client, printer, parsed, cancellationToken) =>
        {
            printer.Print(await client.GetAsync<IReadOnlyList<OperationFile>>($"{PathOf(parsed)}/files", cancellationToken), FileTable);
            return ExitCodes.Success;
        });

    private static Command Download()
    {
        var name = new Argument<string>("name") { Description = "The file's name, as 'operations files' shows it." };
        var into = new Option<FileInfo?>("--to") { Description = "Where to put it. Default: the same name in the current folder.", HelpName = "file" };
        return new Command("download", "Downloads a file that an operation left on the server.") { Id, name, into }.WithServer(async (client, printer, parsed, cancellationToken) =>
        {
            var file = parsed.GetValue(into)?.FullName ?? Path.GetFileName(parsed.GetValue(name)!);
            await client.DownloadAsync($"{PathOf(parsed)}/files/{Uri.EscapeDataString(parsed.GetValue(name)!)}", file, cancellationToken);
            printer.Line($"Downloaded {Markup.Escape(file)}.");
            return ExitCodes.Success;
        });
    }

    private static Command Cancel() => new Command("cancel", "Asks for the end of an operation; what it has made is taken back.") { Id }.WithServer(
        async (client, printer, parsed, cancellationToken) =>
        {
            var operation = await client.PostAsync<OperationView>($"{PathOf(parsed)}/cancel", cancellationToken);
            printer.Print(operation, shown => Printer.Operations([shown]));
            return ExitCodes.Success;
        });

    private static string PathOf(ParseResult parsed) => $"api/v1/operations/{parsed.GetValue(Id)}";

    private static void PrintSteps(Printer printer, OperationView operation)
    {
        DateTimeOffset? before = null;
        foreach (var step in operation.Events ?? [])
        {
            printer.Step(Printer.Target(operation), step, step.At - before);
            before = step.At;
        }
    }

    private static Table FileTable(IReadOnlyList<OperationFile> files)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Name", "Bytes", "Received", "SHA-256");
        foreach (var file in files)
        {
            table.AddRow(Markup.Escape(file.Name), file.Size.ToString("N0", CultureInfo.InvariantCulture), Printer.Time(file.ReceivedAt), file.Sha256);
        }

        return table;
    }
}
