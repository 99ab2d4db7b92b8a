using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Preflight;
using VsphereConnector.Server.Preparation;

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

    private static readonly Option<bool> InGuest = new("--in-guest")
    {
        Description = "Log on to the machines as well (virtual ones by guest operations, else by SSH or SMB), and look there: accounts, folders, disk, clock, the way to this server.",
    };

    private static readonly Option<string?> RunAs = new("--run-as")
    {
        Description = "With --in-guest: the account that the connector is to run as, which is looked at too. Default: the one that an endpoint names.",
        HelpName = "account",
    };

    private static readonly Option<bool> All = new("--all") { Description = "Show also what is as it should be." };

    public static Command Create() => new Command(
        "preflight",
        """
        Tells before an installation what would stand against it, and what to do. Only reads; no machine is logged on to unless --in-guest asks
        for it, and nothing is changed there then.

        Examples:
          vsphere-connector preflight web-01 web-02 --guest-logon linux-root
          vsphere-connector preflight db-01.example --in-guest
          vsphere-connector preflight web-03 --in-guest --guest-logon linux-root --run-as jetuser
        """)
    {
        Machines, VCenter, GuestLogon, InGuest, RunAs, All,
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
        var looks = parsed.GetValue(InGuest) ? await LookAsync(client, printer, view, request.GuestLogon, parsed.GetValue(RunAs), cancellationToken) : [];
        if (parsed.GetValue(InGuest))
        {
            printer.Print(new PreflightReport(view, looks), shown => Table(shown, parsed.GetValue(All)));
        }
        else
        {
            printer.Print(view, shown => Table(new PreflightReport(shown, []), parsed.GetValue(All)));
        }

        foreach (var target in view.Unresolved)
        {
            printer.Refusal($"{target.Message} {target.Remedy}");
        }

        return view.Unresolved.Count == 0 && RowsOf(view, looks).All(row => row.Verdict != PreflightVerdict.Blocked) ? ExitCodes.Success : ExitCodes.Failed;
    }

    private static PreflightTargetRequest TargetOf(string machine, string? vCenter) => machine.StartsWith("urn:vmomi:", StringComparison.Ordinal)
        ? new PreflightTargetRequest { Object = machine }
        : vCenter is null ? new PreflightTargetRequest { Machine = machine } : new PreflightTargetRequest { VirtualMachine = machine, VCenter = vCenter };

    /// <summary>Has each machine looked at itself, and waits for what is found.</summary>
    private static Task<IReadOnlyList<OperationView>> LookAsync(
        ApiClient client, Printer printer, PreflightView view, SubmitGuestLogon? logon, string? runAs, CancellationToken cancellationToken)
    {
        IEnumerable<SubmitTarget> targets =
        [
            .. view.Items.Select(item => new SubmitTarget { VirtualMachine = item.VirtualMachine.MoRef, VCenter = item.VirtualMachine.VCenter }),
            .. (view.Endpoints ?? []).Select(item => new SubmitTarget { Endpoint = item.Endpoint.Name }),
        ];
        JsonElement? parameters = runAs is null ? null : JsonSerializer.SerializeToElement(new CheckMachineParameters { Account = runAs }, ApiJson.Options);
        var operations = targets
            .Select(target => new SubmitOperation { Kind = nameof(OperationKind.CheckMachine), Target = target, GuestLogon = logon, Parameters = parameters })
            .ToList();
        return operations.Count == 0
            ? Task.FromResult<IReadOnlyList<OperationView>>([])
            : new OperationFollower(client, printer).RunAsync(operations, wait: true, cancellationToken);
    }

    private static IEnumerable<(string Name, PreflightVerdict Verdict, IReadOnlyList<PreflightFinding> Findings)> RowsOf(
        PreflightView view, IReadOnlyList<OperationView> looks) =>
    [
        .. view.Items.Select(item => (item.VirtualMachine.Name, item.Verdict, item.Findings)),
        .. (view.Endpoints ?? []).Select(item => (item.Endpoint.Name, item.Verdict, item.Findings)),
        .. looks.Select(look => ResultOf(look) is { } result
            ? ($"{Printer.Target(look)} itself", result.Verdict, result.Findings)
            : ($"{Printer.Target(look)} itself", PreflightVerdict.Blocked, (IReadOnlyList<PreflightFinding>)[FailureOf(look)])),
    ];

    private static CheckMachineResult? ResultOf(OperationView look) =>
        look is { State: OperationState.Success, Result: { } result } ? result.Deserialize<CheckMachineResult>(ApiJson.Options) : null;

    private static PreflightFinding FailureOf(OperationView look) => new()
    {
        Code = look.Error?.Code ?? "check-incomplete",
        Severity = PreflightSeverity.Blocked,
        Message = look.Error?.Message ?? "It was not looked at.",
        Remedy = look.Error?.Remedy,
    };

    private static Table Table(PreflightReport report, bool all)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Machine", "Verdict", "Finding", "What to do");
        foreach (var (name, verdict, findings) in RowsOf(report.Preflight, report.Machines))
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

/// <summary>What the server found by itself, and the operations that looked at the machines themselves.</summary>
internal sealed record PreflightReport(PreflightView Preflight, IReadOnlyList<OperationView> Machines);
