using Spectre.Console;

namespace VsphereConnector.Server.CommandLine;

/// <summary>Asks a person at the terminal for a secret; what is typed is not shown.</summary>
internal static class SecretPrompt
{
    /// <exception cref="InvalidOperationException">There is no terminal.</exception>
    public static Task<string> AskAsync(string what, string fileOption, CancellationToken cancellationToken) => Console.IsInputRedirected
        ? throw new InvalidOperationException($"Nobody can be asked for it here: give {fileOption}.")
        : new TextPrompt<string>($"{Markup.Escape(what)}:").Secret(null).ShowAsync(AnsiConsole.Console, cancellationToken);
}
