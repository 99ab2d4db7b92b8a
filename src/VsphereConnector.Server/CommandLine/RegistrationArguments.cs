using System.CommandLine;
using VsphereConnector.Server.CommandLine.Client;
using VsphereConnector.Server.Configuration;

namespace VsphereConnector.Server.CommandLine;

/// <summary>Where the plug-in is registered, and by whom: by the configured account, or by another that may do it.</summary>
internal static class RegistrationArguments
{
    private static readonly Option<string?> VCenter = new("--vcenter") { Description = "Only in this one of the configured vCenters.", HelpName = "name" };

    private static readonly Option<string?> Username = new("--username")
    {
        Description = "Who does it; it takes Extension.Register, Update and Unregister. Default: the configured account.",
        HelpName = "user",
    };

    private static readonly Option<FileInfo?> PasswordOf = new("--password-file")
    {
        Description = "A file with the password of --username in its first line. Default: it is asked for.",
        HelpName = "file",
    };

    public static Command WithVCenters(
        this Command command, Func<ServerConfiguration, IReadOnlyList<VCenterAccount>, Printer, CancellationToken, Task<int>> run)
    {
        command.Options.Add(VCenter);
        command.Options.Add(Username);
        command.Options.Add(PasswordOf);
        command.Options.Add(ServerArguments.Json);
        return command.WithConfiguration(async (configuration, parsed, cancellationToken) =>
        {
            var output = parsed.InvocationConfiguration;
            var printer = new Printer(output.Output, output.Error, parsed.GetValue(ServerArguments.Json));
            var accounts = await AccountsAsync(configuration.Options, parsed, cancellationToken);
            return await run(configuration, accounts, printer, cancellationToken);
        });
    }

    private static async Task<IReadOnlyList<VCenterAccount>> AccountsAsync(
        ServerOptions options, ParseResult parsed, CancellationToken cancellationToken)
    {
        var chosen = options.VCenters
            .Where(vCenter => parsed.GetValue(VCenter) is not { } name || string.Equals(vCenter.Name, name, StringComparison.OrdinalIgnoreCase))
            .ToList();
        if (chosen.Count == 0)
        {
            var names = options.VCenters.Count == 0 ? "none" : string.Join(", ", options.VCenters.Select(vCenter => vCenter.Name));
            throw new InvalidOperationException($"There is no such vCenter. Configured under VCenters: {names}.");
        }

        if (parsed.GetValue(Username) is not { Length: > 0 } username)
        {
            if (chosen.Find(vCenter => vCenter.PasswordFile.Length == 0) is { } byCertificate)
            {
                throw new InvalidOperationException($"The account of '{byCertificate.Name}' has a certificate and no password: give --username.");
            }

            return [.. chosen.Select(vCenter => new VCenterAccount(
                vCenter, vCenter.Username, token => PasswordFile.ReadAsync(vCenter.PasswordFile, token)))];
        }

        var password = parsed.GetValue(PasswordOf) is { } file
            ? await PasswordFile.ReadAsync(file.FullName, cancellationToken)
            : await SecretPrompt.AskAsync($"Password of {username}", "--password-file", cancellationToken);
        return [.. chosen.Select(vCenter => new VCenterAccount(vCenter, username, _ => Task.FromResult(password)))];
    }
}

/// <summary>A vCenter, and an account there.</summary>
internal sealed record VCenterAccount(VCenterOptions VCenter, string Username, Func<CancellationToken, Task<string>> Password);
