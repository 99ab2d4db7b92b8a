using System.CommandLine;
using System.Net.Sockets;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Storage;

namespace VsphereConnector.Server.CommandLine;

/// <summary>The arguments of every command that works with the configuration: <c>--config</c>, and settings as flags.</summary>
internal static class ConfigurationArguments
{
    private const string ListenRemedy =
        "Ports below 1024 need privileges, and an address must belong to this machine: choose others with Listen:Api and Listen:Connectors.";

    private static readonly Option<string?> File = new("--config")
    {
        Description = $"The configuration file. Default: {ServerConfiguration.DefaultFile} in the current folder, if it is there.",
        HelpName = "file",
    };

    /// <summary>Makes <paramref name="command"/> take them and run <paramref name="run"/> with what they say.</summary>
    public static Command WithConfiguration(
        this Command command,
        Func<ServerConfiguration, ParseResult, CancellationToken, Task<int>> run)
    {
        command.Options.Add(File);
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, run, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed,
        Func<ServerConfiguration, ParseResult, CancellationToken, Task<int>> run,
        CancellationToken cancellationToken)
    {
        try
        {
            return await run(ServerConfiguration.Load(parsed.GetValue(File), parsed.UnmatchedTokens), parsed, cancellationToken);
        }
        catch (ConfigurationException exception)
        {
            return Fail(parsed, exception.Message, ExitCodes.Usage);
        }
        catch (Exception exception) when (exception is DataFolderInUseException or DatabaseTooNewException or DatabaseUnusableException)
        {
            return Fail(parsed, exception.Message, ExitCodes.DataFolderUnusable);
        }
        catch (SocketException exception)
        {
            return Fail(parsed, $"The server cannot listen ({exception.Message}). {ListenRemedy}", ExitCodes.Failed);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return Fail(parsed, exception.Message, ExitCodes.Failed);
        }
    }

    private static int Fail(ParseResult parsed, string message, int exitCode)
    {
        parsed.InvocationConfiguration.Error.WriteLine(message);
        return exitCode;
    }
}
