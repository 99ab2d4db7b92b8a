using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using VsphereConnector.Server.Credentials;
using VsphereConnector.Server.Credentials.Guard;

namespace VsphereConnector.Server.CommandLine.Client;

/// <summary><c>credentials</c>: the accounts by which machines are opened, without their secrets.</summary>
internal static class CredentialsCommand
{
    private const string Path = "api/v1/credentials";

    private static readonly Argument<string> Name = new("name") { Description = "The credential's name." };

    public static Command Create() => new(
        "credentials",
        """
        Keeps the accounts by which guests and other machines are opened. A secret goes in and never comes out again; it is read from a file
        or asked for, and is no argument. One that machines refuse is suspended until somebody replaces or confirms it.

        Examples:
          vsphere-connector credentials add linux-root --username root --vcenter main --below group-v22
          vsphere-connector credentials add jump --kind ssh --username deploy --private-key-file id_ed25519
          vsphere-connector credentials rotate linux-root --password-file new.password
          vsphere-connector credentials list
        """)
    {
        List(), Show(), Add(), Rotate(), Change(), Confirm(), Remove(),
    };

    private static Command List() => new Command("list", "Lists credentials, what uses them and where they last worked.").WithServer(
        async (client, printer, _, cancellationToken) =>
        {
            printer.Print(await client.ListAsync<CredentialView>(Path, int.MaxValue, cancellationToken), Table);
            return ExitCodes.Success;
        });

    private static Command Show() => Of("show", "Shows one credential.", (client, name, _, cancellationToken) =>
        client.GetAsync<CredentialView>(PathOf(name), cancellationToken));

    private static Command Add()
    {
        var command = Of("add", "Keeps a credential.", async (client, name, parsed, cancellationToken) =>
        {
            var secret = await CredentialArguments.ReadSecretAsync(parsed, $"Password of {name}", cancellationToken);
            var request = new AddCredentialRequest
            {
                Name = name,
                Kinds = CredentialArguments.KindsOf(parsed) ?? [CredentialKind.Guest],
                Username = parsed.GetValue(CredentialArguments.Username),
                Domain = parsed.GetValue(CredentialArguments.Domain),
                Scope = CredentialArguments.ScopeOf(parsed),
                Password = secret.Password,
                PrivateKey = secret.PrivateKey,
                Passphrase = secret.Passphrase,
                SudoPassword = secret.SudoPassword,
            };
            return await client.PostAsync<AddCredentialRequest, CredentialView>(Path, request, cancellationToken);
        });
        return command.WithAccount().WithSecret().WithScope();
    }

    private static Command Rotate()
    {
        var command = Of("rotate", "Replaces the secret; operations that waited for that go on.", async (client, name, parsed, cancellationToken) =>
        {
            var secret = await CredentialArguments.ReadSecretAsync(parsed, $"New password of {name}", cancellationToken);
            var request = new RotateCredentialRequest
            {
                Password = secret.Password,
                PrivateKey = secret.PrivateKey,
                Passphrase = secret.Passphrase,
                SudoPassword = secret.SudoPassword,
            };
            return await client.SendAsync<RotateCredentialRequest, CredentialView>(HttpMethod.Put, $"{PathOf(name)}/secret", request, cancellationToken);
        });
        return command.WithSecret();
    }

    private static Command Change()
    {
        var command = Of("change", "Changes what a credential opens, or where it may be used.", (client, name, parsed, cancellationToken) =>
            client.SendAsync<ChangeCredentialRequest, CredentialView>(
                HttpMethod.Patch,
                PathOf(name),
                new ChangeCredentialRequest { Kinds = CredentialArguments.KindsOf(parsed), Scope = CredentialArguments.ScopeOf(parsed) },
                cancellationToken));
        return command.WithScope();
    }

    private static Command Confirm() => Of(
        "confirm", "Says that a suspended credential is right; operations that waited for that go on, on one machine at first.",
        (client, name, _, cancellationToken) => client.PostAsync<CredentialView>($"{PathOf(name)}/confirm", cancellationToken));

    private static Command Remove() => new Command("remove", "Removes a credential. Operations that still need it fail.") { Name }.WithServer(
        async (client, _, parsed, cancellationToken) =>
        {
            await client.DeleteAsync(PathOf(parsed.GetValue(Name)!), cancellationToken);
            return ExitCodes.Success;
        });

    private static Command Of(string verb, string description, Func<ApiClient, string, ParseResult, CancellationToken, Task<CredentialView>> run) =>
        new Command(verb, description) { Name }.WithServer(async (client, printer, parsed, cancellationToken) =>
        {
            printer.Print(await run(client, parsed.GetValue(Name)!, parsed, cancellationToken), view => Table([view]));
            return ExitCodes.Success;
        });

    private static string PathOf(string name) => $"{Path}/{Uri.EscapeDataString(name)}";

    private static Table Table(IReadOnlyList<CredentialView> credentials)
    {
        var table = new Table().Border(TableBorder.Rounded)
            .AddColumns("Name", "Opens", "Account", "Where", "State", "Last worked", "Last refused", "Machines", "Endpoints", "Operations");
        foreach (var credential in credentials)
        {
            table.AddRow(
                Markup.Escape(credential.Name),
                string.Join(", ", credential.Kinds),
                Markup.Escape(Credential.AccountOf(credential.Username, credential.Domain)),
                Markup.Escape(credential.Scope.ToString()),
                credential.Secret.Count == 0 ? "guest alias" : State(credential.State),
                Markup.Escape($"{Printer.Time(credential.LastWorkedAt)} {credential.LastWorkedOn}".Trim()),
                Markup.Escape($"{Printer.Time(credential.LastRefusedAt)} {credential.LastRefusedBy}".Trim()),
                credential.UsedBy.Machines.ToString(CultureInfo.InvariantCulture),
                credential.UsedBy.Endpoints.ToString(CultureInfo.InvariantCulture),
                credential.UsedBy.Operations.ToString(CultureInfo.InvariantCulture));
        }

        return table;
    }

    private static string State(LogonState state) => state switch
    {
        LogonState.Good => "[green]Good[/]",
        LogonState.Suspended => "[red]Suspended[/]",
        _ => state.ToString(),
    };
}
