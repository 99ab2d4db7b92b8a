using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Storage;

namespace VsphereConnector.Server.CommandLine;

/// <summary><c>token</c>: the tokens by which callers of the REST API show who they are. Works beside a running server.</summary>
internal static class TokenCommand
{
    private const int MostNameLength = 100;

    public static Command Create() => new("token", "Makes, lists and revokes the tokens of the REST API.")
    {
        CreateToken(),
        ListTokens(),
        RevokeToken(),
    };

    private static Command CreateToken()
    {
        var name = new Option<string>("--name") { Description = "Who or what will use it; operations are recorded under this name.", Required = true };
        name.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is not { Length: > 0 and <= MostNameLength } text || text.Any(char.IsControl))
            {
                result.AddError($"--name must have 1 to {MostNameLength} characters, none of them a control character.");
            }
        });
        var days = new Option<int?>("--expires") { Description = "After how many days it expires. Default: never.", HelpName = "days" };
        days.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int?>() is not (>= 1 and <= 3650))
            {
                result.AddError("--expires must be a number of days from 1 to 3650.");
            }
        });
        var command = new Command("create", "Makes a token and prints it. It is shown this once and stored nowhere.") { name, days };
        return command.WithTokens(async (tokens, parsed, cancellationToken) =>
        {
            var lifetime = parsed.GetValue(days) is { } count ? TimeSpan.FromDays(count) : (TimeSpan?)null;
            if (await tokens.CreateAsync(parsed.GetValue(name)!, lifetime, cancellationToken) is { } token)
            {
                await parsed.InvocationConfiguration.Output.WriteLineAsync(token);
                return ExitCodes.Success;
            }

            await parsed.InvocationConfiguration.Error.WriteLineAsync(
                $"There is a token named '{parsed.GetValue(name)}' already. Choose another name, or revoke that one first.");
            return ExitCodes.Failed;
        });
    }

    private static Command ListTokens() => new Command("list", "Lists the tokens, not their values.")
        .WithTokens(async (tokens, parsed, cancellationToken) =>
        {
            var table = new Table().AddColumns("Name", "Created", "Expires", "Last used").Border(TableBorder.Simple);
            foreach (var token in await tokens.ListAsync(cancellationToken))
            {
                table.AddRow(Markup.Escape(token.Name), Time(token.CreatedAt), Time(token.ExpiresAt), Time(token.LastUsedAt));
            }

            AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(parsed.InvocationConfiguration.Output) }).Write(table);
            return ExitCodes.Success;
        });

    private static Command RevokeToken()
    {
        var name = new Argument<string>("name") { Description = "The name that it was made under." };
        return new Command("revoke", "Makes a token invalid at once.") { name }.WithTokens(async (tokens, parsed, cancellationToken) =>
        {
            if (await tokens.RevokeAsync(parsed.GetValue(name)!, cancellationToken))
            {
                return ExitCodes.Success;
            }

            await parsed.InvocationConfiguration.Error.WriteLineAsync(
                $"There is no token named '{parsed.GetValue(name)}'. 'token list' shows the names.");
            return ExitCodes.Failed;
        });
    }

    private static Command WithTokens(this Command command, Func<ApiTokens, ParseResult, CancellationToken, Task<int>> run) =>
        command.WithConfiguration(async (configuration, parsed, cancellationToken) =>
        {
            var time = TimeProvider.System;
            var folder = DataFolder.Create(configuration.Options.DataFolder);
            await using var database = Database.Open(Path.Combine(folder, StorageServices.DatabaseFile), time);
            return await run(new ApiTokens(database, time), parsed, cancellationToken);
        });

    private static string Time(DateTimeOffset? time) => time?.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture) ?? "never";
}
