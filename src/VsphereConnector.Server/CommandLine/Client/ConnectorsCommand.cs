using System.CommandLine;
using Spectre.Console;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.CommandLine.Client;

/// <summary><c>connectors</c>: the connectors that have enrolled.</summary>
internal static class ConnectorsCommand
{
    public static Command Create() => new("connectors", "Lists and shows connectors.") { List(), Show(), Resume(), ForgetHostKeys() };

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
                foreach (var suspension in connector.Suspensions ?? [])
                {
                    printer.Line(Markup.Escape(Describe(suspension)));
                }

                foreach (var key in connector.HostKeys ?? [])
                {
                    printer.Line(Markup.Escape($"Host key by SSH: {key}"));
                }

                foreach (var happened in connector.Events ?? [])
                {
                    printer.Line($"{Printer.Time(happened.At)}  {Markup.Escape(happened.Message)}");
                }

                return ExitCodes.Success;
            });
    }

    private static Command Resume()
    {
        var id = new Argument<Guid>("id") { Description = "The connector's id." };
        var driver = new Argument<OperationChannel>("driver") { Description = "The driver that is suspended: Ssh, say." };
        return new Command("resume", "Uses a suspended driver again at once, say after a password was put right.") { id, driver }.WithServer(
            async (client, printer, parsed, cancellationToken) =>
            {
                await client.PostAsync<ConnectorView>($"api/v1/connectors/{parsed.GetValue(id)}/drivers/{parsed.GetValue(driver)}/resume", cancellationToken);
                printer.Line("It is used again.");
                return ExitCodes.Success;
            });
    }

    private static Command ForgetHostKeys()
    {
        var id = new Argument<Guid>("id") { Description = "The connector's id." };
        return new Command("forget-host-keys", "Takes the next host key that its virtual machine shows by SSH, say after it was installed anew.") { id }.WithServer(
            async (client, printer, parsed, cancellationToken) =>
            {
                await client.DeleteAsync($"api/v1/connectors/{parsed.GetValue(id)}/host-keys", cancellationToken);
                printer.Line("The next key is taken.");
                return ExitCodes.Success;
            });
    }

    private static string Describe(SuspensionView suspension) => suspension.Until is { } until
        ? $"{suspension.Driver} failed {suspension.Failures} times since {Printer.Time(suspension.Since)} and is tried again at {Printer.Time(until)}: {suspension.Error.Message}"
        : $"{suspension.Driver} is not tried again until something is changed, or it is resumed: {suspension.Error.Message} {suspension.Error.Remedy}";

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
