using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Triggers.Api;
using VsphereConnector.Server.Triggers.Firings;

namespace VsphereConnector.Server.CommandLine.Client.Rules;

/// <summary><c>rules</c>: what is done by itself when something happens to virtual machines.</summary>
internal static class RulesCommand
{
    private static readonly Argument<string> Rule = new("rule") { Description = "The rule's name or id." };

    private static readonly Option<FileInfo> File = new("--file")
    {
        Description = "The rule as JSON: name, on, scope, except, action, guestLogon, maintenance, pace, retries.",
        HelpName = "file",
        Required = true,
    };

    private static readonly Option<int?> ConfirmCount = new("--confirm-count")
    {
        Description = "For a rule about all machines: how many there are, as the refusal told.",
        HelpName = "count",
    };

    private static readonly Option<bool> Discard = new("--discard") { Description = "Also end what waits." };

    public static Command Create() => new(
        "rules",
        """
        Rules do operations by themselves when something happens to virtual machines.

        Examples:
          vsphere-connector rules dry-run --file web.json
          vsphere-connector rules create --file web.json
          vsphere-connector rules explain web-01
          vsphere-connector rules firings --rule web --state Failed
          vsphere-connector rules pause --all

        web.json: {"name": "web", "on": ["PoweredOn", "Cloned"], "scope": {"folders": ["Production/Web"]}, "except": {"names": ["*-test"]},
                   "action": {"kind": "InstallConnector"}, "guestLogon": "linux-root"}
        """)
    {
        List(), Show(), CreateRule(), Change(), DryRun(), Explain(), Pause("pause"), Pause("resume"), Remove(), Firings(),
    };

    private static Command List() => new Command("list", "Lists all rules with how they do.").WithServer(async (client, printer, _, cancellationToken) =>
    {
        var list = await client.GetAsync<RuleListView>("api/v1/rules", cancellationToken);
        printer.Print(list, shown => RuleTables.Rules(shown.Items));
        PrintState(printer, list);
        return ExitCodes.Success;
    });

    private static Command Show() => new Command("show", "Shows one rule with its last firings.") { Rule }.WithServer(async (client, printer, parsed, cancellationToken) =>
    {
        var rule = await client.GetAsync<RuleView>(PathOf(parsed), cancellationToken);
        printer.Print(rule, shown => RuleTables.Rules([shown]));
        if (!printer.IsJson)
        {
            printer.Line(Markup.Escape(RuleTables.Definition(rule)));
            rule.Problems.ToList().ForEach(printer.Refusal);
            var firings = await client.ListAsync<FiringView>(QueryPath.Of("api/v1/rules/firings", ("rule", rule.Id.ToString())), 10, cancellationToken);
            printer.Print(firings, RuleTables.Firings);
        }

        return ExitCodes.Success;
    });

    private static Command CreateRule() => new Command("create", "Stores a rule; it is about what happens from now on.") { File, ConfirmCount }.WithServer(
        async (client, printer, parsed, cancellationToken) =>
        {
            var request = await ReadAsync(parsed, cancellationToken);
            var rule = await client.PostAsync<RuleRequest, RuleView>("api/v1/rules", request with { ConfirmCount = parsed.GetValue(ConfirmCount) ?? request.ConfirmCount }, cancellationToken);
            printer.Print(rule, shown => RuleTables.Rules([shown]));
            return ExitCodes.Success;
        });

    private static Command Change() => new Command("change", "Puts what a file says in the place of a rule.") { Rule, File, ConfirmCount }.WithServer(
        async (client, printer, parsed, cancellationToken) =>
        {
            var request = await ReadAsync(parsed, cancellationToken);
            var rule = await client.SendAsync<RuleRequest, RuleView>(
                HttpMethod.Put, PathOf(parsed), request with { ConfirmCount = parsed.GetValue(ConfirmCount) ?? request.ConfirmCount }, cancellationToken);
            printer.Print(rule, shown => RuleTables.Rules([shown]));
            return ExitCodes.Success;
        });

    private static Command DryRun()
    {
        var stored = new Argument<string?>("rule") { Description = "A stored rule by its name or id; or give --file.", Arity = ArgumentArity.ZeroOrOne };
        var file = new Option<FileInfo?>("--file") { Description = "A rule that is not stored.", HelpName = "file" };
        var command = new Command("dry-run", "Tells what a rule would do now, and what it would have done about the events of the last day. Does nothing.") { stored, file };
        command.Validators.Add(result =>
        {
            if (result.GetValue(stored) is null == result.GetValue(file) is null)
            {
                result.AddError("Give the name of a stored rule, or --file, not both.");
            }
        });
        return command.WithServer(async (client, printer, parsed, cancellationToken) =>
        {
            var view = parsed.GetValue(file) is { } given
                ? await client.PostAsync<RuleRequest, DryRunView>("api/v1/rules/dry-run", await ReadAsync(given, cancellationToken), cancellationToken)
                : await client.PostAsync<DryRunView>($"api/v1/rules/{Uri.EscapeDataString(parsed.GetValue(stored)!)}/dry-run", cancellationToken);
            printer.Print(view, RuleTables.Now);
            if (!printer.IsJson)
            {
                printer.Line(string.Create(CultureInfo.InvariantCulture, $"The rule is about {view.Chosen} of {view.Machines} machines."));
                printer.Print(view, RuleTables.LastDay);
                printer.Line(string.Create(CultureInfo.InvariantCulture, $"{view.EventsOfLastDay} events of the last day are of its kinds."));
                view.Problems.ToList().ForEach(printer.Refusal);
            }

            return ExitCodes.Success;
        });
    }

    private static Command Explain()
    {
        var machine = new Argument<string>("vm") { Description = "A virtual machine by its name, its managed object id (vm-58) or its instance UUID." };
        var rule = new Option<string?>("--rule") { Description = "Only this rule.", HelpName = "rule" };
        var vCenter = new Option<string?>("--vcenter") { Description = "The vCenter; needed only where several have a machine of this name.", HelpName = "name" };
        return new Command("explain", "Tells why each rule is about a machine or is not, and what happened there last.") { machine, rule, vCenter }.WithServer(
            async (client, printer, parsed, cancellationToken) =>
            {
                var path = parsed.GetValue(rule) is { } one ? $"api/v1/rules/{Uri.EscapeDataString(one)}/explain" : "api/v1/rules/explain";
                var view = await client.GetAsync<ExplanationView>(
                    QueryPath.Of(path, ("virtualMachine", parsed.GetValue(machine)), ("vCenter", parsed.GetValue(vCenter))), cancellationToken);
                printer.Print(view, RuleTables.Explanation);
                if (!printer.IsJson)
                {
                    printer.Print(view, RuleTables.Occurrences);
                }

                return ExitCodes.Success;
            });
    }

    private static Command Pause(string word)
    {
        var rule = new Argument<string?>("rule") { Description = "The rule's name or id; or give --all.", Arity = ArgumentArity.ZeroOrOne };
        var all = new Option<bool>("--all") { Description = "All rules." };
        var command = new Command(word, word == "pause" ? "Lets rules collect what happens and begin nothing." : "Lets rules go on, with what they collected.") { rule, all, Discard };
        command.Validators.Add(result =>
        {
            if (result.GetValue(rule) is null != result.GetValue(all))
            {
                result.AddError("Give the name of a rule, or --all, not both.");
            }
        });
        return command.WithServer(async (client, printer, parsed, cancellationToken) =>
        {
            var discard = parsed.GetValue(Discard) ? "?discard=true" : "";
            if (parsed.GetValue(rule) is { } one)
            {
                printer.Print(
                    await client.PostAsync<RuleView>($"api/v1/rules/{Uri.EscapeDataString(one)}/{word}{discard}", cancellationToken), shown => RuleTables.Rules([shown]));
            }
            else
            {
                var list = await client.PostAsync<RuleListView>($"api/v1/rules/{word}{discard}", cancellationToken);
                printer.Print(list, shown => RuleTables.Rules(shown.Items));
                PrintState(printer, list);
            }

            return ExitCodes.Success;
        });
    }

    private static Command Remove() => new Command("remove", "Removes a rule and its firings; operations that it asked for go on.") { Rule }.WithServer(
        async (client, _, parsed, cancellationToken) =>
        {
            await client.DeleteAsync(PathOf(parsed), cancellationToken);
            return ExitCodes.Success;
        });

    private static Command Firings()
    {
        var rule = new Option<string?>("--rule") { Description = "Only of this rule, by its name or id.", HelpName = "rule" };
        var state = new Option<FiringState?>("--state") { Description = "Only these: Waiting, Submitted, Succeeded, Failed, Skipped or Cancelled." };
        var machine = new Option<string?>("--vm") { Description = "Only on this virtual machine.", HelpName = "vm" };
        var limit = new Option<int>("--limit") { Description = "At most so many.", DefaultValueFactory = _ => 50 };
        return new Command("firings", "Lists what rules did and what waits, newest first.") { rule, state, machine, limit }.WithServer(
            async (client, printer, parsed, cancellationToken) =>
            {
                var path = QueryPath.Of(
                    "api/v1/rules/firings", ("rule", parsed.GetValue(rule)), ("state", parsed.GetValue(state)?.ToString()), ("virtualMachine", parsed.GetValue(machine)));
                printer.Print(await client.ListAsync<FiringView>(path, parsed.GetValue(limit), cancellationToken), RuleTables.Firings);
                return ExitCodes.Success;
            });
    }

    private static void PrintState(Printer printer, RuleListView list)
    {
        if (list.Pause is { } pause)
        {
            printer.Line($"[yellow]All rules are paused[/] since {Printer.Time(pause.PausedAt)} by {Markup.Escape(pause.PausedBy)}.");
        }

        foreach (var away in list.VCenters.Where(vCenter => vCenter.Failure is not null))
        {
            printer.Refusal($"{away.VCenter} cannot be read since {Printer.Time(away.FailingSince)}; what happens meanwhile is read later. {away.Failure}");
        }

        foreach (var problem in list.Items.SelectMany(rule => rule.Problems))
        {
            printer.Refusal(problem);
        }
    }

    private static Task<RuleRequest> ReadAsync(ParseResult parsed, CancellationToken cancellationToken) => ReadAsync(parsed.GetValue(File)!, cancellationToken);

    private static async Task<RuleRequest> ReadAsync(FileInfo file, CancellationToken cancellationToken)
    {
        await using var stream = file.OpenRead();
        try
        {
            return await JsonSerializer.DeserializeAsync<RuleRequest>(stream, ApiJson.Parameters, cancellationToken) ?? throw new JsonException("It is null.");
        }
        catch (JsonException exception)
        {
            throw new ApiException($"{file.Name} is no rule {RequestBody.Where(exception)}: {exception.Message}");
        }
    }

    private static string PathOf(ParseResult parsed) => $"api/v1/rules/{Uri.EscapeDataString(parsed.GetValue(Rule)!)}";
}
