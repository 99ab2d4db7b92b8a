using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using VsphereConnector.Server.Channels.Clients;
using VsphereConnector.Server.Deployment.Offline;

namespace VsphereConnector.Server.CommandLine.Client;

/// <summary><c>package</c>: a file that installs the connector where an administrator's own tooling runs it.</summary>
internal static class PackageCommand
{
    private const string Tokens = "api/v1/deployment-tokens";

    private static readonly Argument<Guid> Id = new("id") { Description = "The token's id." };

    public static Command Create()
    {
        var system = new Option<string?>("--os") { Description = "linux. Default: linux." };
        var architecture = new Option<string?>("--architecture") { Description = "x64, arm64 or musl-x64. Default: x64." };
        var name = new Option<string?>("--name") { Description = "The host names that the token is for, such as web-77 or 'web-*'." };
        var endpoint = new Option<string?>("--endpoint") { Description = "Instead: the registered endpoint that it is for." };
        var machines = new Option<int>("--machines") { Description = "How many machines may enrol with it.", DefaultValueFactory = _ => 1 };
        var hours = new Option<double>("--hours") { Description = "How long the token is good (up to 720).", DefaultValueFactory = _ => 24 };
        var runAs = new Option<string?>("--run-as") { Description = "The account that the connector runs as. Default: root." };
        var parentFolder = new Option<string?>("--parent-folder") { Description = "Where vAgentManager is made.", HelpName = "path" };
        var tempFolder = new Option<string?>("--temp-folder") { Description = "Where the installation works.", HelpName = "path" };
        var proxy = new Option<string?>("--proxy") { Description = "A proxy between the machine and the server.", HelpName = "url" };
        var file = new Option<FileInfo?>("--out") { Description = "The file to write.", HelpName = "file" };
        var apart = new Option<FileInfo?>("--separate-token")
        {
            Description = "Write the token into this file and not into the package: sh FILE --token-file TOKEN-FILE.",
            HelpName = "file",
        };
        var command = new Command(
            "package",
            """
            Writes one file that installs the connector where your own tooling runs it as root, with a token for the machines that it is for.
            Whoever has the file can enrol such a machine as long as the token is good: keep it as you keep a password.

            Examples:
              vsphere-connector package --os linux --name web-77 --out web-77.sh        # then on web-77: sudo sh web-77.sh
              vsphere-connector package --name 'web-*' --machines 200 --hours 72 --run-as jetuser --out web.sh --separate-token web.token
              vsphere-connector package list
            """)
        {
            system, architecture, name, endpoint, machines, hours, runAs, parentFolder, tempFolder, proxy, file, apart,
        };
        command.Subcommands.Add(List());
        command.Subcommands.Add(Show());
        command.Subcommands.Add(Withdraw());
        return command.WithServer(async (client, printer, parsed, cancellationToken) =>
        {
            var target = parsed.GetValue(file) ?? throw new ApiException("Say with --out which file is to be written.");
            var wanted = new DeploymentTokenRequest
            {
                NamePattern = parsed.GetValue(name),
                Endpoint = parsed.GetValue(endpoint),
                Machines = parsed.GetValue(machines),
                LifetimeHours = parsed.GetValue(hours),
            };
            var created = await client.PostAsync<DeploymentTokenRequest, NewDeploymentTokenView>(Tokens, wanted, cancellationToken);
            var package = new DeploymentPackageRequest
            {
                OperatingSystem = parsed.GetValue(system),
                Architecture = parsed.GetValue(architecture),
                Token = parsed.GetValue(apart) is null ? created.Token : null,
                RunAs = parsed.GetValue(runAs),
                ParentFolder = parsed.GetValue(parentFolder),
                TempFolder = parsed.GetValue(tempFolder),
                Proxy = parsed.GetValue(proxy),
            };
            try
            {
                await WriteAsync(client, package, target, cancellationToken);
            }
            catch (Exception exception) when (exception is ApiException or IOException or UnauthorizedAccessException)
            {
                await client.DeleteAsync($"{Tokens}/{created.Known.Id}", CancellationToken.None);
                throw;
            }

            if (parsed.GetValue(apart) is { } tokenFile)
            {
                PrivateFile.Write(tokenFile.FullName, created.Token + "\n");
            }

            printer.Print(created.Known, Table);
            printer.Line($"Run it as root on the machine: sh {Markup.Escape(target.Name)}{(parsed.GetValue(apart) is { } beside ? $" --token-file {Markup.Escape(beside.Name)}" : "")}");
            return ExitCodes.Success;
        });
    }

    private static async Task WriteAsync(ApiClient client, DeploymentPackageRequest package, FileInfo target, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var partial = target.FullName + ".part";
        await using (var stream = new FileStream(partial, options))
        {
            await client.PostForBytesAsync("api/v1/deployment-packages", package, stream, cancellationToken);
        }

        File.Move(partial, target.FullName, overwrite: true);
    }

    private static Command List()
    {
        var limit = new Option<int>("--limit") { Description = "At most so many.", DefaultValueFactory = _ => 100 };
        return new Command("list", "Lists the tokens of packages, newest first.") { limit }.WithServer(async (client, printer, parsed, cancellationToken) =>
        {
            var tokens = await client.ListAsync<DeploymentToken>(Tokens, parsed.GetValue(limit), cancellationToken);
            printer.Print(tokens, Table);
            return ExitCodes.Success;
        });
    }

    private static Command Show() => new Command("show", "Shows a token with the machines that enrolled by it.") { Id }.WithServer(
        async (client, printer, parsed, cancellationToken) =>
        {
            var view = await client.GetAsync<DeploymentTokenView>($"{Tokens}/{parsed.GetValue(Id)}", cancellationToken);
            printer.Print(view, shown =>
            {
                var table = new Table().Border(TableBorder.Rounded).AddColumns("When", "Machine", "From", "Endpoint", "Connector");
                foreach (var use in shown.Uses)
                {
                    table.AddRow(Printer.Time(use.At), Markup.Escape(use.HostName), Markup.Escape(use.Address ?? ""), use.EndpointId.ToString(), use.ConnectorId.ToString());
                }

                return table;
            });
            return ExitCodes.Success;
        });

    private static Command Withdraw() => new Command("withdraw", "Ends a token; machines that enrolled by it stay.") { Id }.WithServer(
        async (client, printer, parsed, cancellationToken) =>
        {
            await client.DeleteAsync($"{Tokens}/{parsed.GetValue(Id)}", cancellationToken);
            printer.Line($"{parsed.GetValue(Id)} is withdrawn.");
            return ExitCodes.Success;
        });

    private static Table Table(DeploymentToken token) => Table([token]);

    private static Table Table(IReadOnlyList<DeploymentToken> tokens)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Token", "For", "Machines", "Good until", "Made by", "Withdrawn");
        foreach (var token in tokens)
        {
            table.AddRow(
                token.Id.ToString(),
                Markup.Escape(token.NamePattern ?? $"endpoint {token.EndpointId}"),
                token.Machines.ToString(CultureInfo.InvariantCulture),
                Printer.Time(token.ExpiresAt),
                Markup.Escape(token.CreatedBy),
                Printer.Time(token.WithdrawnAt));
        }

        return table;
    }
}
