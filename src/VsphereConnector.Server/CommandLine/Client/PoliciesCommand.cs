using System.CommandLine;
using Spectre.Console;
using VsphereConnector.Server.Credentials;
using VsphereConnector.Server.Deployment.Logons;

namespace VsphereConnector.Server.CommandLine.Client;

/// <summary><c>policies</c>: which logon operations use that name none.</summary>
internal static class PoliciesCommand
{
    private const string Path = "api/v1/logon-policies";

    private static readonly Argument<string> Name = new("name") { Description = "The policy's name." };

    private static readonly Argument<LogonStep[]> Steps = new("steps")
    {
        Description = "The logons that may be used, in their order: alias, credential, ask.",
        Arity = ArgumentArity.OneOrMore,
    };

    public static Command Create() => new(
        "policies",
        """
        Says how guests are opened where a request names no logon: by a guest alias, by a stored credential, or only by what the request itself
        brings (ask). What a policy leaves out is not used on its machines at all. Of several that hold, the narrowest counts.

        Examples:
          vsphere-connector policies list
          vsphere-connector policies set production alias --vcenter main --below group-v22
          vsphere-connector policies set laboratory credential ask --name-pattern lab-*
        """)
    {
        List(), Set(), Remove(),
    };

    private static Command List() => new Command("list", "Lists the policies, the built-in one too.").WithServer(
        async (client, printer, _, cancellationToken) =>
        {
            printer.Print(await client.ListAsync<LogonPolicy>(Path, int.MaxValue, cancellationToken), Table);
            return ExitCodes.Success;
        });

    private static Command Set()
    {
        var command = new Command("set", "Writes a policy, a new one or in the place of the one before.") { Name, Steps };
        return command.WithPlace().WithServer(async (client, printer, parsed, cancellationToken) =>
        {
            var request = new LogonPolicyRequest { Scope = CredentialArguments.ScopeOf(parsed), Steps = parsed.GetValue(Steps) };
            printer.Print(
                await client.SendAsync<LogonPolicyRequest, LogonPolicy>(HttpMethod.Put, PathOf(parsed), request, cancellationToken), policy => Table([policy]));
            return ExitCodes.Success;
        });
    }

    private static Command Remove() => new Command("remove", "Removes a policy; the built-in one holds where no other does.") { Name }.WithServer(
        async (client, _, parsed, cancellationToken) =>
        {
            await client.DeleteAsync(PathOf(parsed), cancellationToken);
            return ExitCodes.Success;
        });

    private static string PathOf(ParseResult parsed) => $"{Path}/{Uri.EscapeDataString(parsed.GetValue(Name)!)}";

    private static Table Table(IReadOnlyList<LogonPolicy> policies)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Name", "Where", "Logons, in their order");
        foreach (var policy in policies)
        {
            table.AddRow(Markup.Escape(policy.Name), Markup.Escape(policy.Scope.ToString()), string.Join(", ", policy.Steps));
        }

        return table;
    }
}
