using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Deployment.Aliases;

namespace VsphereConnector.Server.CommandLine.Client;

/// <summary><c>alias</c>: guest aliases, by which this server needs no stored guest password.</summary>
internal static class AliasCommand
{
    private static readonly Argument<string[]> Machines = new("vm")
    {
        Description = "Virtual machines, each by its name, its managed object id (vm-58) or its instance UUID.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<string?> Account = new("--account")
    {
        Description = "The account in the guest that the alias opens. Default: that of VMware Tools, root on Linux and SYSTEM on Windows.",
        HelpName = "name",
    };

    public static Command Create() => new(
        "alias",
        """
        Guest aliases let this server's vCenter account into a guest by a short-lived token, without a stored password.

        Examples:
          vsphere-connector alias bootstrap web-01 web-02 --guest-user root --guest-password-file root.password
          vsphere-connector alias bootstrap --folder Prod/Web --guest-logon linux-root
          vsphere-connector alias list
          vsphere-connector alias verify web-01
          vsphere-connector alias remove web-01
        """)
    {
        Verb("bootstrap", "Uses an administrator's logon once in each machine, to add the alias.", OperationKind.AddGuestAlias),
        List(),
        Verb("verify", "Tries the alias, and lists those of the account.", OperationKind.VerifyGuestAlias),
        Verb("remove", "Removes the alias: by itself, or by an administrator's logon.", OperationKind.RemoveGuestAlias),
    };

    private static Command List() => new Command("list", "Lists the aliases that this server added or tried, and what the guests said.").WithServer(
        async (client, printer, _, cancellationToken) =>
        {
            printer.Print(await client.ListAsync<KnownAliasView>("api/v1/guest-aliases", int.MaxValue, cancellationToken), Table);
            return ExitCodes.Success;
        });

    private static Table Table(IReadOnlyList<KnownAliasView> aliases)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("VM", "vCenter", "Account", "Lets in", "Added", "Last accepted", "State");
        foreach (var alias in aliases)
        {
            table.AddRow(
                Markup.Escape(alias.VirtualMachine),
                Markup.Escape(alias.VCenter),
                Markup.Escape(alias.Account),
                Markup.Escape(alias.Subject),
                Printer.Time(alias.AddedAt),
                Printer.Time(alias.AcceptedAt),
                alias.Usable ? "[green]usable[/]" : "[red]refused[/]");
        }

        return table;
    }

    private static Command Verb(string name, string description, OperationKind kind)
    {
        var command = new Command(name, description) { Machines, Account };
        return (kind == OperationKind.VerifyGuestAlias ? command : command.WithGuestLogon())
            .WithSubmission(Machines, (_, parsed, cancellationToken) => DescribeAsync(kind, parsed, cancellationToken));
    }

    private static async Task<SubmitOperation> DescribeAsync(OperationKind kind, ParseResult parsed, CancellationToken cancellationToken) => new()
    {
        Kind = kind.ToString(),
        Parameters = JsonSerializer.SerializeToElement(new GuestAliasParameters { Account = parsed.GetValue(Account) }, ApiJson.Options),
        GuestLogon = kind == OperationKind.VerifyGuestAlias ? null : await GuestLogonArguments.ReadAsync(parsed, cancellationToken),
    };
}
