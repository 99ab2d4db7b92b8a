using System.CommandLine;
using Spectre.Console;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Api;

namespace VsphereConnector.Server.CommandLine.Client;

/// <summary><c>logs</c>: the logs of connectors.</summary>
internal static class LogsCommand
{
    private static readonly Argument<string[]> Machines = MachineArguments.WithConnector();

    private static readonly Option<DateTimeOffset?> From = new("--from") { Description = "Only lines from this time on, such as 2026-01-31T12:00:00Z.", HelpName = "time" };

    private static readonly Option<DateTimeOffset?> To = new("--to") { Description = "Only lines until this time.", HelpName = "time" };

    private static readonly Option<long> MaximumBytes = new("--max-bytes")
    {
        Description = "At most so much text: the newest.",
        HelpName = "bytes",
        DefaultValueFactory = _ => RetrieveLogsParameters.DefaultMaximumBytes,
    };

    private static readonly Option<bool> Agents = new("--agents") { Description = "With what the managed agents wrote." };

    private static readonly Option<DirectoryInfo?> Into = new("--into")
    {
        Description = "Download them here as well: VM-OPERATION.log.gz each. Without it they are on the server ('operations download').",
        HelpName = "folder",
    };

    public static Command Create() => new Command(
        "logs",
        """
        Has connectors bring their logs to the server, compressed and without secrets.

        Examples:
          vsphere-connector logs web-01 --from 2026-01-31T12:00:00Z --into logs
          vsphere-connector logs web-01 web-02 --max-bytes 1000000 --agents
        """)
    {
        Machines, From, To, MaximumBytes, Agents, Into,
    }.WithSubmission(Machines, Describe, DownloadAsync);

    private static SubmitOperation Describe(ParseResult parsed) => SubmissionArguments.Operation(OperationKind.RetrieveLogs, new RetrieveLogsParameters
    {
        From = parsed.GetValue(From),
        To = parsed.GetValue(To),
        MaximumBytes = parsed.GetValue(MaximumBytes),
        IncludeAgents = parsed.GetValue(Agents),
    });

    private static async Task DownloadAsync(ServerCall call, ParseResult parsed, IReadOnlyList<OperationView> operations, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(Into) is not { } folder)
        {
            return;
        }

        folder.Create();
        foreach (var operation in operations)
        {
            if (OperationResults.Read<RetrieveLogsResult>(operation) is { } result)
            {
                var path = Path.Combine(folder.FullName, $"{FileNameOf(Printer.Target(operation))}-{operation.Id}.log.gz");
                await call.Client.DownloadAsync($"api/v1/operations/{operation.Id}/files/{result.FileName}", path, cancellationToken);
                call.Printer.Line($"Downloaded {Markup.Escape(path)}.");
            }
        }
    }

    private static string FileNameOf(string machine) => string.Concat(machine.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' ? letter : '_'));
}
