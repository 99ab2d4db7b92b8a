using System.Globalization;
using Spectre.Console;
using VsphereConnector.Server.Triggers.Api;
using VsphereConnector.Server.Triggers.Firings;
using VsphereConnector.Server.Triggers.Matching;
using VsphereConnector.Server.Triggers.Rules;

namespace VsphereConnector.Server.CommandLine.Client.Rules;

/// <summary>Rules and what they did, as tables for people.</summary>
internal static class RuleTables
{
    public static Table Rules(IReadOnlyList<RuleView> rules)
    {
        var table = New("Rule", "State", "On", "Does", "Waiting", "Going on", "Succeeded", "Failed", "Last fired");
        foreach (var rule in rules)
        {
            table.AddRow(
                Markup.Escape(rule.Name),
                State(rule),
                string.Join(", ", rule.On),
                rule.Effect == RuleEffect.Ban ? "bans" : rule.Action?.Kind.ToString() ?? "",
                Count(rule, FiringState.Waiting),
                Count(rule, FiringState.Submitted),
                Count(rule, FiringState.Succeeded),
                Count(rule, FiringState.Failed),
                Printer.Time(rule.LastFiredAt));
        }

        return table;
    }

    public static Table Firings(IReadOnlyList<FiringView> firings)
    {
        var table = New("Fired", "Rule", "Trigger", "Machine", "State", "Tries", "Operation", "Why");
        foreach (var firing in firings)
        {
            table.AddRow(
                Printer.Time(firing.FiredAt),
                Markup.Escape(firing.Rule),
                firing.Trigger.ToString(),
                Markup.Escape(firing.VirtualMachine),
                Colored(firing.State),
                firing.Tries.ToString(CultureInfo.InvariantCulture),
                firing.Operation?.ToString() ?? "",
                Markup.Escape(firing.Reason?.Message ?? ""));
        }

        return table;
    }

    public static Table Now(DryRunView view)
    {
        var table = New("Machine", "vCenter", "Now", "Why");
        foreach (var machine in view.Now)
        {
            table.AddRow(Markup.Escape(machine.VirtualMachine), Markup.Escape(machine.VCenter), machine.Outcome, Markup.Escape(machine.Reason));
        }

        return table;
    }

    public static Table LastDay(DryRunView view)
    {
        var table = New("When", "Event", "Machine", "Verdict", "Could have begun", "Why");
        foreach (var firing in view.LastDay)
        {
            table.AddRow(
                Printer.Time(firing.At),
                firing.Trigger.ToString(),
                Markup.Escape(firing.VirtualMachine),
                firing.Verdict,
                Printer.Time(firing.NotBefore),
                Markup.Escape(firing.Reason));
        }

        return table;
    }

    public static Table Explanation(ExplanationView view)
    {
        var table = New("Rule", "Verdict", "Why");
        foreach (var rule in view.Rules)
        {
            table.AddRow(Markup.Escape(rule.Rule), rule.Verdict == RuleVerdict.Chosen ? "[green]Chosen[/]" : rule.Verdict.ToString(), Markup.Escape(rule.Reason));
            foreach (var (part, condition) in rule.Scope.Select(condition => ("scope", condition)).Concat(rule.Except.Select(condition => ("except", condition))))
            {
                var met = condition.Met switch { true => "yes", false => "no", _ => "unknown" };
                table.AddRow("", $"  {met}", Markup.Escape($"{part} {condition.Condition}: {condition.Text}"));
            }
        }

        return table;
    }

    public static Table Occurrences(ExplanationView view)
    {
        var table = New("When", "Happened", "Rule", "Fired", "Why");
        foreach (var occurrence in view.Occurrences)
        {
            if (occurrence.Decisions.Count == 0)
            {
                table.AddRow(Printer.Time(occurrence.At), occurrence.Trigger.ToString(), "", "", occurrence.Judged ? "No rule waits for it." : "Not judged yet.");
            }

            foreach (var decision in occurrence.Decisions)
            {
                table.AddRow(
                    Printer.Time(occurrence.At),
                    occurrence.Trigger.ToString(),
                    Markup.Escape(decision.Rule),
                    decision.Firing is null ? "no" : "yes",
                    Markup.Escape(decision.Reason));
            }
        }

        return table;
    }

    /// <summary>What a rule says, in a few words.</summary>
    public static string Definition(RuleView rule) => string.Join(
        " ",
        new[]
        {
            rule.Description,
            $"About: {Words(rule.Scope, "all machines")}.",
            rule.Except.IsEmpty ? null : $"Except: {Words(rule.Except, "")}.",
            rule.GuestLogon is { } logon ? $"Logon: {logon}." : null,
            string.Create(CultureInfo.InvariantCulture, $"At once {rule.Pace.AtOnce}, per host {rule.Pace.PerHost}{(rule.Pace.PerHour is { } hour ? $", per hour {hour}" : "")}."),
            rule.OpensAt is { } opens ? $"Opens at {Printer.Time(opens)}." : null,
        }.OfType<string>());

    private static string Words(RuleScope scope, string none)
    {
        (string Kind, IEnumerable<string> Values)[] kinds =
        [
            ("vCenters", scope.VCenters), ("datacenters", scope.Datacenters), ("folders", scope.Folders), ("clusters", scope.Clusters),
            ("hosts", scope.Hosts), ("resource pools", scope.ResourcePools), ("tags", scope.Tags),
            ("attributes", scope.Attributes.Select(attribute => $"{attribute.Key}={attribute.Value}")),
            ("names", scope.Names), ("guests", scope.Guests), ("networks", scope.Networks),
        ];
        return string.Join("; ", kinds.Where(kind => kind.Values.Any()).Select(kind => $"{kind.Kind} {string.Join(", ", kind.Values)}").DefaultIfEmpty(none));
    }

    private static Table New(params string[] columns) => new Table().Border(TableBorder.Rounded).AddColumns(columns);

    private static string Count(RuleView rule, FiringState state) =>
        rule.Firings.GetValueOrDefault(state.ToString()).ToString(CultureInfo.InvariantCulture);

    private static string State(RuleView rule) => rule.State switch
    {
        "Active" => "[green]Active[/]",
        "Faulty" => "[red]Faulty[/]",
        var other => $"[yellow]{other}[/]",
    };

    private static string Colored(FiringState state) => state switch
    {
        FiringState.Succeeded => "[green]Succeeded[/]",
        FiringState.Failed => "[red]Failed[/]",
        _ => state.ToString(),
    };
}
