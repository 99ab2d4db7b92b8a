using System.CommandLine;
using Spectre.Console;
using VsphereConnector.Server.Api;

namespace VsphereConnector.Server.CommandLine.Client;

/// <summary><c>machines</c>: what can be installed into, and what is installed.</summary>
internal static class MachinesCommand
{
    public static Command Create()
    {
        var name = new Option<string?>("--name") { Description = "Only those whose name contains this." };
        var limit = new Option<int>("--limit") { Description = "At most so many.", DefaultValueFactory = _ => 100 };
        return new Command("machines", "Lists virtual machines with the state of their connectors.") { name, limit }.WithServer(
            async (client, printer, parsed, cancellationToken) =>
            {
                var path = QueryPath.Of("api/v1/virtual-machines", ("name", parsed.GetValue(name)));
                printer.Print(await client.ListAsync<VirtualMachineView>(path, parsed.GetValue(limit), cancellationToken), Table);
                return ExitCodes.Success;
            });
    }

    private static Table Table(IReadOnlyList<VirtualMachineView> machines)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Name", "Id", "vCenter", "Power", "Tools", "Guest", "Connector");
        foreach (var machine in machines)
        {
            table.AddRow(
                Markup.Escape(machine.Name),
                machine.MoRef,
                Markup.Escape(machine.VCenter),
                machine.PowerState ?? "",
                machine.ToolsRunningStatus ?? "",
                Markup.Escape(machine.GuestName ?? ""),
                machine.ConnectorState is { } state ? $"{state} {machine.ConnectorVersion}" : "");
        }

        return table;
    }
}
