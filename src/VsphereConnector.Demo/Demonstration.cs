using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Demo.Shell;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.CommandLine.Client;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Demo;

/// <summary>What the demo shows, in its order.</summary>
internal static class Demonstration
{
    private const int FleetMachines = 50;

    /// <summary>Does the main job once and prints the record.</summary>
    public static async Task<int> RunOnceAsync(int? machines, CancellationToken cancellationToken)
    {
        var printer = new Printer(Console.Out, Console.Error, json: false);
        await using var world = await StartAsync(DemoInventory.Plain(machines ?? 12, DemoWorld.Machines), printer, cancellationToken);
        return await ShowAsync(world, printer, cancellationToken);
    }

    /// <summary>Opens the client shell over a company's inventory, does the same there, so that it can be watched, and stays.</summary>
    public static async Task<int> RunShellAsync(int? machines, int port, bool openBrowser, CancellationToken cancellationToken)
    {
        var printer = new Printer(Console.Out, Console.Error, json: false);
        await using var world = await StartAsync(DemoInventory.Company(machines), printer, cancellationToken);
        await using var shell = await world.OpenShellAsync(port, cancellationToken);
        printer.Line($"\nOpen [bold]{shell.Address}[/] to try the plug-in, and to watch: a development host that stands in for the vSphere Client.");
        if (openBrowser)
        {
            Browser.TryOpen(shell.Address);
        }

        var exitCode = await ShowAsync(world, printer, cancellationToken);
        await StayAsync(world, shell, cancellationToken);
        return exitCode;
    }

    /// <summary>Does every operation on a whole fleet, and prints how that went.</summary>
    public static async Task<int> RunFleetAsync(int? machines, CancellationToken cancellationToken)
    {
        var printer = new Printer(Console.Out, Console.Error, json: false);
        var names = Enumerable.Range(1, machines ?? FleetMachines).Select(number => string.Create(CultureInfo.InvariantCulture, $"fleet-{number:000}")).ToList();
        await using var world = await StartAsync(DemoInventory.Plain(names.Count, names), printer, cancellationToken);
        using var client = world.Client();
        Heading(printer, $"Every operation on {names.Count} VMs at once");
        var every = new EveryOperation(client, printer, names);
        var all = await every.DoAsync("install the connector", OperationKind.InstallConnector, (object?)null, cancellationToken);
        all &= await every.RunAsync(untilRemoval: true, cancellationToken);
        return all ? 0 : 1;
    }

    private static async Task<DemoWorld> StartAsync(DemoInventory inventory, Printer printer, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        var world = await DemoWorld.StartAsync(inventory, cancellationToken);
        printer.Line(string.Create(CultureInfo.InvariantCulture,
            $"A simulated vCenter with {world.VCenter.VirtualMachines.Count} VMs at {world.VCenterUrl}, the server at {world.Api} ([grey]{TimeProvider.System.GetElapsedTime(started).TotalSeconds:0.0} s[/])"));
        return world;
    }

    private static async Task<int> ShowAsync(DemoWorld world, Printer printer, CancellationToken cancellationToken)
    {
        using var client = world.Client();
        Heading(printer, "1. Install the connector into three VMs, by guest operations");
        var all = await SubmitAsync(client, printer, OperationKind.InstallConnector, null, cancellationToken);
        Heading(printer, "2. Ask the connectors for their status, over their own WEB channel");
        all &= await SubmitAsync(client, printer, OperationKind.GetStatus, null, cancellationToken);
        Heading(printer, "3. Run a task in each, over the same channel");
        var task = new RunTaskParameters { Script = "hostname; whoami" };
        all &= await SubmitAsync(client, printer, OperationKind.RunTask, JsonSerializer.SerializeToElement(task, ApiJson.Options), cancellationToken);
        Heading(printer, "4. Everything else, in all three at once");
        all &= await new EveryOperation(client, printer, DemoWorld.Machines).RunAsync(untilRemoval: false, cancellationToken);
        await RecordAsync(world, client, printer, cancellationToken);
        return all ? 0 : 1;
    }

    private static async Task<bool> SubmitAsync(
        ApiClient client, Printer printer, OperationKind kind, JsonElement? parameters, CancellationToken cancellationToken)
    {
        var operations = DemoWorld.Machines.Select(machine => new SubmitOperation
        {
            Kind = kind.ToString(),
            Target = new SubmitTarget { VirtualMachine = machine },
            Parameters = parameters,
            GuestLogon = kind == OperationKind.InstallConnector ? new SubmitGuestLogon { Name = DemoWorld.GuestLogon } : null,
        });
        var ended = await new OperationFollower(client, printer).RunAsync([.. operations], wait: true, cancellationToken);
        return ended.Count == DemoWorld.Machines.Count && ended.All(operation => operation.State == OperationState.Success);
    }

    private static async Task RecordAsync(DemoWorld world, ApiClient client, Printer printer, CancellationToken cancellationToken)
    {
        var operations = await client.ListAsync<OperationView>("api/v1/operations", 100, cancellationToken);
        foreach (var operation in operations.Where(operation => operation.Kind == OperationKind.RunTask))
        {
            using var output = new MemoryStream();
            await client.CopyAsync($"api/v1/operations/{operation.Id}/output", output, cancellationToken);
            printer.Line($"[bold]{Printer.Target(operation)}[/] wrote: {Markup.Escape(System.Text.Encoding.UTF8.GetString(output.ToArray()).Trim().ReplaceLineEndings(", "))}");
        }

        Heading(printer, $"The operations as recorded in SQLite ({world.DatabaseFile})");
        printer.Print(operations, Printer.Operations);
    }

    private static async Task StayAsync(DemoWorld world, ShellHost shell, CancellationToken cancellationToken)
    {
        Console.WriteLine(
            $"""

            The plug-in is at {shell.Address} as long as this runs. Or, in another shell, from this folder:

              export VSPHERE_CONNECTOR_SERVER={world.Api} VSPHERE_CONNECTOR_CA={world.AuthorityFile}
              vc() (dotnet run --project src/VsphereConnector.Server -c Release -v quiet -- "$@" --token-file {world.TokenFile})
              vc machines
              vc deploy app-01 app-02 --guest-logon {DemoWorld.GuestLogon}
              vc run web-01 app-01 --script 'hostname'
              vc operations list

            Ctrl+C ends it and removes what it made.
            """);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine("Ending.");
        }
    }

    private static void Heading(Printer printer, string text) => printer.Line($"\n[bold underline]{Markup.Escape(text)}[/]");
}
