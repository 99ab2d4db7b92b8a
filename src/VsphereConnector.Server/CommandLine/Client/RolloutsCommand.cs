using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Rollouts;

namespace VsphereConnector.Server.CommandLine.Client;

/// <summary><c>rollouts</c>: one operation for a whole fleet, wave after wave.</summary>
internal static class RolloutsCommand
{
    private static readonly Argument<Guid> Id = new("id") { Description = "The rollout's id." };

    public static Command Create() => new("rollouts", "Brings an upgrade, or any other operation, to a fleet wave by wave.")
    {
        Begin(), List(), Show(),
        Change("pause", "Begins nothing new; what runs ends."),
        Change("resume", "Goes on; the failures that there are do not stop it again."),
        Change("stop", "Ends it after what runs."),
    };

    private static Command Begin()
    {
        var machines = new Argument<string[]>("vm") { Description = "Machines in the order of their turn; the first ones are the canary.", Arity = ArgumentArity.OneOrMore };
        var package = new Option<string?>("--upgrade") { Description = "Upgrade their connectors to this package: its SHA-256.", HelpName = "sha256" };
        var kind = new Option<string?>("--kind") { Description = "Instead of an upgrade: another kind of operation.", HelpName = "kind" };
        var parameters = new Option<FileInfo?>("--parameters") { Description = "A file with the parameters of this kind, as JSON.", HelpName = "file" };
        var waves = new Option<string?>("--waves") { Description = $"The size of each wave, the last one repeats. Default: {RolloutWaves.Default}.", HelpName = "sizes" };
        var failures = new Option<int?>("--maximum-failures") { Description = "How many may fail; one more stops it. Default: 0.", HelpName = "number" };
        var soak = new Option<double?>("--soak") { Description = "How long a wave is left alone before the next one begins, in seconds.", HelpName = "seconds" };
        var timeout = new Option<double?>("--timeout") { Description = "How long each operation may take, in seconds.", HelpName = "seconds" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only show the waves." };
        var command = new Command(
            "begin",
            """
            Begins a rollout. It goes on in the server: 'rollouts show ID' tells how far it is.

            Examples:
              vsphere-connector rollouts begin web-01 web-02 web-03 --upgrade 3f5a… --waves 1,50% --soak 600
              vsphere-connector rollouts begin $(cat fleet.txt) --kind InstallPatch --parameters patch.json --dry-run
            """)
        {
            machines, package, kind, parameters, waves, failures, soak, timeout, dryRun,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(package) is null == result.GetValue(kind) is null)
            {
                result.AddError("Give either --upgrade or --kind.");
            }
        });
        return command.WithServer(async (client, printer, parsed, cancellationToken) =>
        {
            var request = new RolloutRequest
            {
                Kind = parsed.GetValue(kind) ?? nameof(OperationKind.UpgradeConnector),
                Parameters = await ParametersAsync(parsed.GetValue(package), parsed.GetValue(parameters), cancellationToken),
                Targets = [.. parsed.GetValue(machines)!.Select(machine => new SubmitTarget { Machine = machine })],
                Waves = parsed.GetValue(waves),
                MaximumFailures = parsed.GetValue(failures),
                SoakSeconds = parsed.GetValue(soak),
                TimeoutSeconds = parsed.GetValue(timeout),
                DryRun = parsed.GetValue(dryRun) ? true : null,
            };
            Print(printer, await client.PostAsync<RolloutRequest, RolloutView>("api/v1/rollouts", request, cancellationToken));
            return ExitCodes.Success;
        });
    }

    private static async Task<JsonElement?> ParametersAsync(string? package, FileInfo? file, CancellationToken cancellationToken)
    {
        if (package is not null)
        {
            return JsonSerializer.SerializeToElement(new UpgradeConnectorParameters { Sha256 = package }, ApiJson.Options);
        }

        return file is null ? null : JsonElement.Parse(await File.ReadAllBytesAsync(file.FullName, cancellationToken));
    }

    private static Command List()
    {
        var limit = new Option<int>("--limit") { Description = "At most so many.", DefaultValueFactory = _ => 50 };
        return new Command("list", "Lists rollouts, the newest first.") { limit }.WithServer(async (client, printer, parsed, cancellationToken) =>
        {
            printer.Print(await client.ListAsync<RolloutView>("api/v1/rollouts", parsed.GetValue(limit), cancellationToken), Rollouts);
            return ExitCodes.Success;
        });
    }

    private static Command Show() => new Command("show", "Shows one rollout with all its targets.") { Id }.WithServer(
        async (client, printer, parsed, cancellationToken) =>
        {
            Print(printer, await client.GetAsync<RolloutView>($"api/v1/rollouts/{parsed.GetValue(Id)}", cancellationToken));
            return ExitCodes.Success;
        });

    private static Command Change(string verb, string description) => new Command(verb, description) { Id }.WithServer(
        async (client, printer, parsed, cancellationToken) =>
        {
            var rollout = await client.PostAsync<RolloutView>($"api/v1/rollouts/{parsed.GetValue(Id)}/{verb}", cancellationToken);
            printer.Print(rollout, shown => Rollouts([shown]));
            return ExitCodes.Success;
        });

    private static void Print(Printer printer, RolloutView rollout)
    {
        printer.Print(rollout, shown => Rollouts([shown]));
        if (!printer.IsJson)
        {
            printer.Print(rollout.Items ?? [], Targets);
        }
    }

    private static Table Rollouts(IReadOnlyList<RolloutView> rollouts)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Rollout", "Kind", "State", "Wave", "Targets", "Open", "Succeeded", "Failed", "Says");
        foreach (var rollout in rollouts)
        {
            table.AddRow(
                rollout.Id.ToString(),
                rollout.Kind.ToString(),
                rollout.State.ToString(),
                string.Create(CultureInfo.InvariantCulture, $"{rollout.Wave} of {rollout.WaveCount}"),
                Text(rollout.Targets),
                Text(rollout.Open),
                Text(rollout.Succeeded),
                Text(rollout.Failed),
                Markup.Escape(rollout.Reason ?? ""));
        }

        return table;
    }

    private static Table Targets(IReadOnlyList<RolloutTargetView> targets)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Wave", "Target", "State", "Operation");
        foreach (var target in targets)
        {
            table.AddRow(
                Text(target.Wave),
                Markup.Escape(target.Target.VirtualMachine ?? target.Target.Connector?.ToString() ?? ""),
                target.State?.ToString() ?? "not yet",
                target.OperationId?.ToString() ?? "");
        }

        return table;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
