using System.CommandLine;
using Microsoft.Extensions.Options;
using Spectre.Console;
using VsphereConnector.Server.CommandLine.Client;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Plugin.Manifest;
using VsphereConnector.Server.Plugin.Registration;
using VsphereConnector.Vim25;
using VsphereConnector.Vim25.Faults;
using VsphereConnector.Vim25.Session;

namespace VsphereConnector.Server.CommandLine;

/// <summary><c>register</c>, <c>unregister</c>, <c>registration</c>: the plug-in in vCenter. They work beside a running server.</summary>
internal static class RegistrationCommands
{
    public static Command Register() => Of(
        "register",
        "Registers the plug-in in vCenter, or brings its registration up to date, say after an upgrade or for a new certificate.",
        async (client, extension, cancellationToken) =>
        {
            var wanted = extension.Build(client);
            var change = await PluginRegistration.RegisterAsync(client, wanted, cancellationToken);
            return RegistrationView.Of(change == RegistrationChange.None ? "Current" : change.ToString(), wanted);
        });

    public static Command Unregister() => Of(
        "unregister",
        "Removes the plug-in from vCenter. Connectors and operations stay as they are.",
        async (client, _, cancellationToken) => new RegistrationView
        {
            State = await PluginRegistration.UnregisterAsync(client, cancellationToken) == RegistrationChange.None ? "NotRegistered" : "Removed",
            IsAsItShould = true,
        });

    public static Command Show() => Of(
        "registration",
        "Shows what is registered, and what of it this server would register otherwise now. Exit code 1 where it is not registered or differs.",
        async (client, extension, cancellationToken) =>
        {
            var registered = await PluginRegistration.FindAsync(client, cancellationToken);
            return registered is null
                ? new RegistrationView { State = "NotRegistered", Reason = "Register it with 'vsphere-connector register'." }
                : RegistrationView.Of(registered, RegistrationDifference.Between(registered, extension.Build(client)));
        });

    private static Command Of(string name, string description, Func<VimClient, PluginExtension, CancellationToken, Task<RegistrationView>> run) =>
        new Command(name, description).WithVCenters(async (configuration, accounts, printer, cancellationToken) =>
        {
            using var certificate = new StoredApiCertificate(configuration.Options);
            var options = Options.Create(configuration.Options);
            var extension = new PluginExtension(options, new PluginTexts(), new ShownCertificate(options, certificate.Open));
            var views = new List<RegistrationView>();
            foreach (var account in accounts)
            {
                views.Add(await TryAsync(account, configuration.Options, client => run(client, extension, cancellationToken), cancellationToken));
            }

            printer.Print<IReadOnlyList<RegistrationView>>(views, Table);
            return views.TrueForAll(view => view.IsAsItShould) ? ExitCodes.Success : ExitCodes.Failed;
        });

    private static async Task<RegistrationView> TryAsync(
        VCenterAccount account, ServerOptions options, Func<VimClient, Task<RegistrationView>> run, CancellationToken cancellationToken)
    {
        try
        {
            await using var session = await OpenAsync(account, options, cancellationToken);
            return await run(session.Client) with { VCenter = account.VCenter.Name };
        }
        catch (VimFaultException exception) when (exception.Fault is NoPermission refused)
        {
            return Failed($"{account.Username} lacks the privilege {refused.PrivilegeId}: give it to that account, or name another with --username.");
        }
        catch (Exception exception) when (exception is VimException or PluginRegistrationException or IOException or UnauthorizedAccessException)
        {
            return Failed(exception.Message);
        }

        RegistrationView Failed(string reason) => new() { VCenter = account.VCenter.Name, State = "Failed", Reason = reason };
    }

    private static async Task<VimSession> OpenAsync(VCenterAccount account, ServerOptions options, CancellationToken cancellationToken)
    {
        var connection = new VimClientOptions
        {
            SdkUri = account.VCenter.SdkUri(),
            Trust = account.VCenter.Trust(),
            RequestTimeout = options.Deployment.CallTimeout,
        };
        using (var unknown = await VimClient.ConnectAsync(connection, TimeProvider.System, cancellationToken))
        {
            connection = connection with { ApiVersion = PluginExtension.ApiVersionFor(unknown.ServiceContent.About) };
        }

        var password = await account.Password(cancellationToken);
        return await VimSession.OpenAsync(
            connection,
            (sessions, token) => sessions.LoginAsync(account.Username, password, cancellationToken: token),
            TimeProvider.System,
            cancellationToken);
    }

    private static Table Table(IReadOnlyList<RegistrationView> views)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("vCenter", "State", "Version", "Manifest", "Thumbprint", "Says");
        foreach (var view in views)
        {
            table.AddRow(
                Markup.Escape(view.VCenter),
                view.IsAsItShould ? $"[green]{view.State}[/]" : $"[red]{view.State}[/]",
                Markup.Escape(view.Version ?? ""),
                Markup.Escape(view.Url ?? ""),
                view.Thumbprint ?? "",
                Markup.Escape(string.Join("\n", view.Differences.Select(Sentence).Prepend(view.Reason).OfType<string>())));
        }

        return table;
    }

    private static string Sentence(RegistrationDifference difference) =>
        $"{difference.What}: registered {difference.Registered ?? "none"}, now {difference.Expected ?? "none"}";
}
