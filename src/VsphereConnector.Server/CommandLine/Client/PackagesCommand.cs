using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using VsphereConnector.Server.Packages;

namespace VsphereConnector.Server.CommandLine.Client;

/// <summary><c>packages</c>: the software that connectors can fetch from the server.</summary>
internal static class PackagesCommand
{
    private static readonly Argument<string> Sha256 = new("sha256") { Description = "The package's SHA-256, as the list shows it." };

    public static Command Create() => new(
        "packages",
        """
        Agents, patches, scripts and connector programs on the server, each kept once under the SHA-256 of its content.

        Examples:
          vsphere-connector packages add node-exporter.zip
          vsphere-connector packages list
        """)
    {
        Add(), List(), Remove(),
    };

    private static Command Add()
    {
        var file = new Argument<FileInfo>("file") { Description = "The file to upload." };
        var name = new Option<string?>("--name") { Description = "The name that the list shows. Default: that of the file." };
        return new Command("add", "Uploads a file and prints the SHA-256 that operations name it by.") { file, name }.WithServer(
            async (client, printer, parsed, cancellationToken) =>
            {
                var package = await PackageUpload.SendAsync(client, printer, parsed.GetValue(file)!, parsed.GetValue(name), cancellationToken);
                printer.Print(package, shown => Table([shown]));
                return ExitCodes.Success;
            });
    }

    private static Command List()
    {
        var limit = new Option<int>("--limit") { Description = "At most so many.", DefaultValueFactory = _ => 100 };
        return new Command("list", "Lists packages, the newest first.") { limit }.WithServer(async (client, printer, parsed, cancellationToken) =>
        {
            printer.Print(await client.ListAsync<Package>("api/v1/packages", parsed.GetValue(limit), cancellationToken), Table);
            return ExitCodes.Success;
        });
    }

    private static Command Remove() => new Command("remove", "Removes a package. What is installed stays; operations that still need it fail.") { Sha256 }
        .WithServer(async (client, printer, parsed, cancellationToken) =>
        {
            await client.DeleteAsync($"api/v1/packages/{Uri.EscapeDataString(parsed.GetValue(Sha256)!)}", cancellationToken);
            printer.Line("Removed.");
            return ExitCodes.Success;
        });

    private static Table Table(IReadOnlyList<Package> packages)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Name", "Size", "Uploaded", "By");
        table.AddColumn(new TableColumn("SHA-256").NoWrap());
        foreach (var package in packages)
        {
            table.AddRow(
                Markup.Escape(package.Name),
                package.Size.ToString("N0", CultureInfo.InvariantCulture),
                Printer.Time(package.UploadedAt),
                Markup.Escape(package.UploadedBy),
                package.Sha256);
        }

        return table;
    }
}
