using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using VsphereConnector.Server.Endpoints;
using VsphereConnector.Server.Endpoints.Import;

namespace VsphereConnector.Server.CommandLine.Client;

/// <summary><c>endpoints</c>: machines that are registered by their addresses.</summary>
internal static class EndpointsCommand
{
    private const string Path = "api/v1/endpoints";

    private static readonly Argument<string> Name = new("endpoint") { Description = "Its name or its id." };

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Tell what would happen, and do nothing." };

    private static readonly Option<bool> AllOrNothing = new("--all-or-nothing") { Description = "Do nothing at all where a line is broken. Default: it is left out." };

    public static Command Create() => new(
        "endpoints",
        """
        Machines that no vCenter is asked about: they are registered by their addresses and reached by SSH or SMB.

        Examples:
          vsphere-connector endpoints add 10.0.0.1-10.0.0.50 --os linux --credential linux-root --dry-run
          vsphere-connector endpoints add web-[01-20].example --os linux --credential deploy --run-as jetuser
          vsphere-connector endpoints import machines.csv --dry-run
          vsphere-connector run --endpoint web-01.example --script 'hostname'
        """)
    {
        List(), Show(), Add(), Import(), Change(), Remove(),
    };

    private static Command List()
    {
        var name = new Option<string?>("--name") { Description = "Only those whose name contains this." };
        var system = new Option<EndpointSystem?>("--os") { Description = "Only Linux or Windows." };
        var driver = new Option<EndpointDriver?>("--driver") { Description = "Only those that go by Ssh, Smb or None." };
        var credential = new Option<string?>("--credential") { Description = "Only those with this credential." };
        var limit = new Option<int>("--limit") { Description = "At most so many.", DefaultValueFactory = _ => 100 };
        return new Command("list", "Lists them in the order of their registration.") { name, system, driver, credential, limit }.WithServer(
            async (client, printer, parsed, cancellationToken) =>
            {
                var path = QueryPath.Of(
                    Path,
                    ("name", parsed.GetValue(name)),
                    ("operatingSystem", parsed.GetValue(system)?.ToString()),
                    ("driver", parsed.GetValue(driver)?.ToString()),
                    ("credential", parsed.GetValue(credential)));
                printer.Print(await client.ListAsync<EndpointView>(path, parsed.GetValue(limit), cancellationToken), Table);
                return ExitCodes.Success;
            });
    }

    private static Command Show() => new Command("show", "Shows one, with its host keys and its connector.") { Name }.WithServer(
        async (client, printer, parsed, cancellationToken) =>
        {
            printer.Print(await client.GetAsync<EndpointView>(PathOf(parsed.GetValue(Name)!), cancellationToken), Details);
            return ExitCodes.Success;
        });

    private static Command Add()
    {
        var addresses = new Argument<string[]>("address")
        {
            Description = "Host names, IP addresses, ranges (10.0.0.1-10.0.0.50, 10.0.0.0/28) and numbered names (web-[01-20].example).",
            Arity = ArgumentArity.OneOrMore,
        };
        var name = new Option<string?>("--name") { Description = "For a single address. Default: the address itself." };
        return new Command("add", "Registers machines by their addresses; those that are there already are changed to what is said.") { addresses, name, DryRun, AllOrNothing }
            .WithEndpoint()
            .WithServer(async (client, printer, parsed, cancellationToken) =>
            {
                var (given, defaults) = (parsed.GetValue(addresses)!, EndpointArguments.Read(parsed));
                var known = await EndpointArguments.ReadKnownHostsAsync(parsed, cancellationToken);
                if (parsed.GetValue(name) is not { } own)
                {
                    return await ImportAsync(client, printer, parsed, Request(given, defaults, known), cancellationToken);
                }

                return given is [var single]
                    ? await ImportAsync(client, printer, parsed, new ImportRequest { Endpoints = [(defaults with { Name = own, Address = single }).With(known)] }, cancellationToken)
                    : throw new ApiException("--name goes with a single address.");
            });
    }

    // Keys belong to single addresses, so ranges are written out here where there are some.
    private static ImportRequest Request(string[] addresses, EndpointInput defaults, Channels.Ssh.KnownHosts? known)
    {
        if (known is null)
        {
            return new ImportRequest { Addresses = addresses, Defaults = defaults };
        }

        try
        {
            var each = addresses.SelectMany(address => AddressPattern.Parse(address).Addresses).Take(ImportLines.Most + 1);
            return new ImportRequest { Endpoints = [.. each.Select(address => (defaults with { Address = address }).With(known))] };
        }
        catch (FormatException exception)
        {
            throw new ApiException(exception.Message);
        }
    }

    private static Command Import()
    {
        var file = new Argument<FileInfo>("file")
        {
            Description = "CSV (RFC 4180): the first line names the columns name, address, port, os, driver, credential, hostKeys, hostKeyPolicy, jump, runAs, parentFolder, tempFolder.",
        };
        return new Command("import", "Registers machines from a CSV file; the flags are for what a line does not say.") { file, DryRun, AllOrNothing }
            .WithEndpoint()
            .WithServer(async (client, printer, parsed, cancellationToken) =>
            {
                var request = new ImportRequest
                {
                    Csv = await File.ReadAllTextAsync(parsed.GetValue(file)!.FullName, cancellationToken),
                    Defaults = EndpointArguments.Read(parsed),
                };
                return await ImportAsync(client, printer, parsed, request, cancellationToken);
            });
    }

    private static async Task<int> ImportAsync(ApiClient client, Printer printer, ParseResult parsed, ImportRequest request, CancellationToken cancellationToken)
    {
        request = request with { DryRun = parsed.GetValue(DryRun), AllOrNothing = parsed.GetValue(AllOrNothing) };
        var view = await client.PostAsync<ImportRequest, ImportView>($"{Path}/import", request, cancellationToken);
        printer.Print(view, ImportTable);
        var done = view.Applied ? "Done" : request.DryRun ? "Dry run" : "Nothing was done, since a line is broken";
        printer.Line(string.Create(
            CultureInfo.InvariantCulture, $"{done}: {view.Added} to add, {view.Changed} to change, {view.Same} there already, {view.Broken} broken."));
        return view.Broken == 0 ? ExitCodes.Success : ExitCodes.Failed;
    }

    private static Command Change()
    {
        var name = new Option<string?>("--name") { Description = "Its new name." };
        var address = new Option<string?>("--address") { Description = "Its new address." };
        return new Command("change", "Changes one; what is not given stays. An empty text ('') takes a value away.") { Name, name, address }
            .WithEndpoint()
            .WithServer(async (client, printer, parsed, cancellationToken) =>
            {
                var before = await client.GetAsync<EndpointView>(PathOf(parsed.GetValue(Name)!), cancellationToken);
                var known = await EndpointArguments.ReadKnownHostsAsync(parsed, cancellationToken);
                var wanted = (EndpointArguments.Read(parsed) with { Name = parsed.GetValue(name), Address = parsed.GetValue(address) }).Or(before.ToInput()).With(known);
                var after = await client.SendAsync<EndpointChange, EndpointView>(
                    HttpMethod.Put, PathOf(before.Id.ToString()), EndpointChange.To(wanted.WithoutEmpty(), before.Version), cancellationToken);
                printer.Print(after, Details);
                return ExitCodes.Success;
            });
    }

    private static Command Remove()
    {
        var names = new Argument<string[]>("endpoint") { Description = "Their names or ids.", Arity = ArgumentArity.OneOrMore };
        var force = new Option<bool>("--force") { Description = "Also where a connector is on it, which is left where it is." };
        return new Command("remove", "Forgets endpoints. Nothing is done on the machines.") { names, force }.WithServer(
            async (client, printer, parsed, cancellationToken) =>
            {
                var failed = false;
                foreach (var name in parsed.GetValue(names)!)
                {
                    try
                    {
                        await client.DeleteAsync($"{PathOf(name)}?force={(parsed.GetValue(force) ? "true" : "false")}", cancellationToken);
                        printer.Line($"{Markup.Escape(name)} is forgotten.");
                    }
                    catch (ApiException exception)
                    {
                        printer.Refusal($"{name}: {exception.Message}");
                        failed = true;
                    }
                }

                return failed ? ExitCodes.Failed : ExitCodes.Success;
            });
    }

    private static string PathOf(string nameOrId) => $"{Path}/{Uri.EscapeDataString(nameOrId)}";

    private static Table Table(IReadOnlyList<EndpointView> endpoints)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Name", "Address", "System", "By", "Credential", "Runs as", "Host key", "Connector");
        foreach (var endpoint in endpoints)
        {
            table.AddRow(
                Markup.Escape(endpoint.Name),
                Markup.Escape(AddressOf(endpoint)),
                endpoint.OperatingSystem.ToString(),
                endpoint.Driver.ToString(),
                Markup.Escape(endpoint.Credential ?? ""),
                Markup.Escape(endpoint.RunAs ?? ""),
                endpoint switch { { Driver: not EndpointDriver.Ssh } => "", { HostKeys.Count: 0 } => "on first use", _ => "pinned" },
                endpoint.ConnectorState is { } state ? $"{state} {endpoint.ConnectorVersion}" : "");
        }

        return table;
    }

    private static Table Details(EndpointView endpoint)
    {
        var table = new Table().Border(TableBorder.Rounded).HideHeaders().AddColumns("", "");
        foreach (var (name, value) in new (string, string?)[]
        {
            ("Name", endpoint.Name), ("Id", endpoint.Id.ToString()), ("Address", AddressOf(endpoint)), ("System", endpoint.OperatingSystem.ToString()),
            ("Reached by", endpoint.Driver.ToString()), ("Through", endpoint.Jump), ("Credential", endpoint.Credential),
            ("Host keys", string.Join('\n', endpoint.HostKeys)), ("Host key policy", endpoint.HostKeyPolicy.ToString()), ("Runs as", endpoint.RunAs),
            ("Parent folder", endpoint.ParentFolder), ("Temp folder", endpoint.TempFolder),
            ("Connector", endpoint.ConnectorId is { } id ? $"{id} {endpoint.ConnectorState} {endpoint.ConnectorVersion}" : null),
            ("Registered", $"{Printer.Time(endpoint.CreatedAt)} by {endpoint.CreatedBy}"), ("Changed", $"{Printer.Time(endpoint.ChangedAt)} by {endpoint.ChangedBy}"),
        })
        {
            if (!string.IsNullOrEmpty(value))
            {
                table.AddRow(name, Markup.Escape(value));
            }
        }

        return table;
    }

    private static string AddressOf(EndpointView endpoint) => endpoint.Port is { } port
        ? string.Create(CultureInfo.InvariantCulture, $"{(endpoint.Address!.Contains(':', StringComparison.Ordinal) ? $"[{endpoint.Address}]" : endpoint.Address)}:{port}")
        : endpoint.Address ?? "";

    private static Table ImportTable(ImportView view)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Line", "Name", "Address", "Outcome", "Says");
        foreach (var item in view.Items)
        {
            table.AddRow(
                item.Line?.ToString(CultureInfo.InvariantCulture) ?? "",
                Markup.Escape(item.Name ?? ""),
                Markup.Escape(item.Address ?? ""),
                item.Outcome switch
                {
                    ImportOutcome.Add => "[green]Add[/]",
                    ImportOutcome.Change => "[yellow]Change[/]",
                    ImportOutcome.Broken => "[red]Broken[/]",
                    _ => "Same",
                },
                Markup.Escape(string.Join('\n', item.Errors ?? item.Changes ?? [])));
        }

        return table;
    }
}
