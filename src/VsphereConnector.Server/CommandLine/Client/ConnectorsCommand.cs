using System.CommandLine;
using Spectre.Console;
using VsphereConnector.Server.Api;

namespace VsphereConnector.Server.CommandLine.Client;

/// <summary><c>connectors</c>: the connectors that have enrolled.</summary>
internal static class ConnectorsCommand
{
    public static Command Create() => new("connectors", "Lists and shows connectors.") { List(), Show() };

    private static Command List()
    {
        var state = new Option<string?>("--state") { Description = "Only these: Enrolled, Connected or Disconnected." };
        var name = new Option<string?>("--name") { Description = "Only those whose virtual machine's name contains this." };
        var limit = new Option<int>("--limit") { Description = "At most so many.", DefaultValueFactory = _ => 100 };
        return new Command("list", "Lists connectors in the order of their enrolment.") { state, name, limit }.WithServer(
            async (client, printer, parsed, cancellationToken) =>
            {
                var path = QueryPath.Of("api/v1/connectors", ("state", parsed.GetValue(state)), ("name", parsed.GetValue(name)));
                printer.Print(await client.ListAsync<ConnectorView>(path, parsed.GetValue(limit), cancellationToken), Table);
                return ExitCodes.Success;
            });
    }

    private static Command Show()
    {
        var id = new Argument<Guid>("id") { Description = "The connector's id." };
        return new Command("show", "Shows one connector with what people should know about it.") { id }.WithServer(
            async (client, printer, parsed, cancellationToken) =>
            {
                var connector = await client.GetAsync<ConnectorView>($"api/v1/connectors/{parsed.GetValue(id)}", cancellationToken);
                printer.Print(connector, shown => Table([shown]));
                foreach (var happened in connector.Events ?? [])
                {
                    printer.Line($"{Printer.Time(happened.At)}  {Markup.Escape(happened.Message)}");
                }

                return ExitCodes.Success;
            });
    }

    private static Table Table(IReadOnlyList<ConnectorView> connectors)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Connector", "VM", "State", "Version", "Host", "System", "Last seen", "Certificate ends");
        foreach (var connector in connectors)
        {
            table.AddRow(
                connector.Id.ToString(),
                Markup.Escape(connector.VirtualMachine),
                connector.State.ToString(),
                Markup.Escape(connector.Version),
                Markup.Escape(connector.HostName),
                Markup.Escape(connector.OperatingSystem),
                Printer.Time(connector.LastSeen),
                Printer.Time(connector.CertificateEnds));
        }

        return table;
    }
}
