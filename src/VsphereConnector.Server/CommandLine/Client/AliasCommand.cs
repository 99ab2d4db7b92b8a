using System.CommandLine;
using System.Text.Json;
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
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string> Account = new("--account")
    {
        Description = "The account in the guest that the alias opens; on Linux root is the account of VMware Tools.",
        HelpName = "name",
        DefaultValueFactory = _ => new GuestAliasParameters().Account,
    };

    public static Command Create() => new(
        "alias",
        """
        Guest aliases let this server's vCenter account into a guest by a short-lived token, without a stored password.

        Examples:
          vsphere-connector alias bootstrap web-01 web-02 --guest-user root --guest-password-file root.password
          vsphere-connector alias verify web-01
          vsphere-connector alias remove web-01
        """)
    {
        Verb("bootstrap", "Uses an administrator's logon once, to add the alias.", OperationKind.AddGuestAlias),
        Verb("verify", "Tries the alias, and lists those of the account.", OperationKind.VerifyGuestAlias),
        Verb("remove", "Removes the alias: by itself, or by an administrator's logon.", OperationKind.RemoveGuestAlias),
    };

    private static Command Verb(string name, string description, OperationKind kind)
    {
        var command = new Command(name, description) { Machines, Account };
        return (kind == OperationKind.VerifyGuestAlias ? command : command.WithGuestLogon())
            .WithSubmission(Machines, (_, parsed, cancellationToken) => DescribeAsync(kind, parsed, cancellationToken));
    }

    private static async Task<SubmitOperation> DescribeAsync(OperationKind kind, ParseResult parsed, CancellationToken cancellationToken) => new()
    {
        Kind = kind.ToString(),
        Parameters = JsonSerializer.SerializeToElement(new GuestAliasParameters { Account = parsed.GetValue(Account)! }, ApiJson.Options),
        GuestLogon = kind == OperationKind.VerifyGuestAlias ? null : await GuestLogonArguments.ReadAsync(parsed, cancellationToken),
    };
}
