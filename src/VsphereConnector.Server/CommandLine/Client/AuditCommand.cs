using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Audit;

namespace VsphereConnector.Server.CommandLine.Client;

/// <summary><c>audit</c>: who asked for what, and what became of it.</summary>
internal static class AuditCommand
{
    public static Command Create()
    {
        var user = new Option<string?>("--user") { Description = @"Only of this vSphere user (VSPHERE.LOCAL\Administrator) or API token." };
        var action = new Option<string?>("--action") { Description = "Only these: a kind of operation, CancelOperation, LogOn or another call." };
        var target = new Option<string?>("--target") { Description = "Only those about this virtual machine, or this operation's id." };
        var outcome = new Option<AuditOutcome?>("--outcome") { Description = "Only these: Accepted, Partial, Refused or Failed." };
        var since = new Option<DateTimeOffset?>("--since") { Description = "Only from this time on, such as 2026-01-31T12:00:00Z." };
        var limit = new Option<int>("--limit") { Description = "At most so many.", DefaultValueFactory = _ => 100 };
        var command = new Command("audit", """
            Lists who asked for what, newest first: every request that may change something and every one that was refused.

            Example: vsphere-connector audit --outcome Refused --since 2026-01-31
            """)
        {
            user, action, target, outcome, since, limit,
        };
        return command.WithServer(async (client, printer, parsed, cancellationToken) =>
        {
            var path = QueryPath.Of(
                "api/v1/audit",
                ("user", parsed.GetValue(user)),
                ("action", parsed.GetValue(action)),
                ("target", parsed.GetValue(target)),
                ("outcome", parsed.GetValue(outcome)?.ToString()),
                ("since", parsed.GetValue(since)?.ToString("O", CultureInfo.InvariantCulture)));
            printer.Print(await client.ListAsync<AuditView>(path, parsed.GetValue(limit), cancellationToken), Table);
            return ExitCodes.Success;
        });
    }

    private static Table Table(IReadOnlyList<AuditView> entries)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("When", "Who", "From", "What", "On", "Outcome", "Why");
        foreach (var entry in entries)
        {
            table.AddRow(
                Printer.Time(entry.At),
                Markup.Escape(entry.User),
                Markup.Escape(entry.Address ?? ""),
                Markup.Escape(entry.Action),
                Markup.Escape(Targets(entry)),
                entry.Outcome.ToString(),
                Markup.Escape(entry.Repeats is { } repeats ? $"{entry.Code} ({repeats} more before)" : entry.Code ?? ""));
        }

        return table;
    }

    private static string Targets(AuditView entry) => entry.TargetCount switch
    {
        0 => "",
        <= 3 => string.Join(", ", entry.Targets.Select(target => target.Name)),
        var count => $"{entry.Targets[0].Name} and {count - 1} more",
    };
}
