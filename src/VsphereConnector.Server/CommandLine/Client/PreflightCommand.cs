using System.CommandLine;
using Spectre.Console;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Preflight;

namespace VsphereConnector.Server.CommandLine.Client;

/// <summary><c>preflight</c>: what would stand against an installation.</summary>
internal static class PreflightCommand
{
    private static readonly Argument<string[]> Machines = new("vm")
    {
        Description = "Virtual machines, each by its name, its managed object id (vm-58) or its instance UUID; urn:vmomi:… of a container; or endpoints.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string?> VCenter = new("--vcenter")
    {
        Description = "The configured name of the vCenter; needed only where several have a machine of this name.",
        HelpName = "name",
    };

    private static readonly Option<string?> GuestLogon = new("--guest-logon") { Description = "The name of the configured logon that is meant.", HelpName = "name" };

    private static readonly Option<bool> All = new("--all") { Description = "Show also what is as it should be." };

    public static Command Create() => new Command(
        "preflight",
        """
        Tells before an installation what would stand against it, and what to do. Only reads; no guest is logged on to.

        Example:
          vsphere-connector preflight web-01 web-02 --guest-logon linux-root
        """)
    {
        Machines, VCenter, GuestLogon, All,
    }.WithServer(RunAsync);

    private static async Task<int> RunAsync(ApiClient client, Printer printer, ParseResult parsed, CancellationToken cancellationToken)
    {
        var request = new PreflightRequest
        {
            Kind = nameof(OperationKind.InstallConnector),
            Targets = [.. parsed.GetValue(Machines)!.Select(machine => TargetOf(machine, parsed.GetValue(VCenter)))],
            GuestLogon = parsed.GetValue(GuestLogon) is { } name ? new SubmitGuestLogon { Name = name } : null,
        };
        var view = await client.PostAsync<PreflightRequest, PreflightView>("api/v1/preflight", request, cancellationToken);
        printer.Print(view, shown => Table(shown, parsed.GetValue(All)));
        foreach (var target in view.Unresolved)
        {
            printer.Refusal($"{target.Message} {target.Remedy}");
        }

        return view.Unresolved.Count == 0 && RowsOf(view).All(row => row.Verdict != PreflightVerdict.Blocked) ? ExitCodes.Success : ExitCodes.Failed;
    }

    private static PreflightTargetRequest TargetOf(string machine, string? vCenter) => machine.StartsWith("urn:vmomi:", StringComparison.Ordinal)
        ? new PreflightTargetRequest { Object = machine }
        : vCenter is null ? new PreflightTargetRequest { Machine = machine } : new PreflightTargetRequest { VirtualMachine = machine, VCenter = vCenter };

    private static IEnumerable<(string Name, PreflightVerdict Verdict, IReadOnlyList<PreflightFinding> Findings)> RowsOf(PreflightView view) =>
    [
        .. view.Items.Select(item => (item.VirtualMachine.Name, item.Verdict, item.Findings)),
        .. (view.Endpoints ?? []).Select(item => (item.Endpoint.Name, item.Verdict, item.Findings)),
    ];

    private static Table Table(PreflightView view, bool all)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Machine", "Verdict", "Finding", "What to do");
        foreach (var (name, verdict, findings) in RowsOf(view))
        {
            var shown = findings.Where(finding => all || finding.Severity != PreflightSeverity.Ok).ToList();
            table.AddRow(Markup.Escape(name), Verdict(verdict), Text(shown.FirstOrDefault()), Markup.Escape(shown.FirstOrDefault()?.Remedy ?? ""));
            foreach (var finding in shown.Skip(1))
            {
                table.AddRow("", "", Text(finding), Markup.Escape(finding.Remedy ?? ""));
            }
        }

        return table;
    }

    private static string Verdict(PreflightVerdict verdict) => verdict switch
    {
        PreflightVerdict.Ready => "[green]Ready[/]",
        PreflightVerdict.Warning => "[yellow]Warning[/]",
        _ => "[red]Blocked[/]",
    };

    private static string Text(PreflightFinding? finding)
    {
        var color = finding?.Severity switch { PreflightSeverity.Blocked => "red", PreflightSeverity.Warning => "yellow", _ => "default" };
        return $"[{color}]{Markup.Escape(finding?.Message ?? "")}[/]";
    }
}
