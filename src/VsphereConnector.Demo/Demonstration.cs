using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.CommandLine.Client;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Demo;

/// <summary>What the demo shows, in its order.</summary>
internal static class Demonstration
{
    public static async Task<int> RunAsync(int machines, bool once, CancellationToken cancellationToken)
    {
        var printer = new Printer(Console.Out, Console.Error, json: false);
        var started = TimeProvider.System.GetTimestamp();
        await using var world = await DemoWorld.StartAsync(machines, cancellationToken);
        printer.Line(string.Create(CultureInfo.InvariantCulture,
            $"A simulated vCenter with {machines} VMs at {world.VCenterUrl}, the server at {world.Api} ([grey]{TimeProvider.System.GetElapsedTime(started).TotalSeconds:0.0} s[/])"));
        var exitCode = await ShowAsync(world, printer, cancellationToken);
        if (!once)
        {
            await StayAsync(world, cancellationToken);
        }

        return exitCode;
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

    private static async Task StayAsync(DemoWorld world, CancellationToken cancellationToken)
    {
        Console.WriteLine(
            $"""

            The server keeps running. In another shell, from this folder:

              export VSPHERE_CONNECTOR_SERVER={world.Api} VSPHERE_CONNECTOR_CA={world.AuthorityFile}
              vc() (dotnet run --project src/VsphereConnector.Server -c Release -v quiet -- "$@" --token-file {world.TokenFile})
              vc machines
              vc deploy vm-00001 vm-00002 --guest-logon {DemoWorld.GuestLogon}
              vc run web-01 vm-00001 --script 'hostname'
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
