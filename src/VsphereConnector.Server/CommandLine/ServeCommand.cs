using System.CommandLine;
using VsphereConnector.Server.Configuration;

namespace VsphereConnector.Server.CommandLine;

/// <summary><c>serve</c>: runs the server until it is told to stop.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var check = new Option<bool>("--check") { Description = "Validate the configuration, say what is wrong with it, and exit." };
        var command = new Command(
            "serve",
            "Runs the server. Settings come from the configuration file, from VSPHERE_CONNECTOR__Section__Key in the environment and from "
            + "--Section:Key=value; the later ones win. Exit codes: 0 stopped as asked, 1 failed, 2 configuration wrong, 3 data folder in use.");
        command.Options.Add(check);
        return command.WithConfiguration((configuration, parsed, cancellationToken) =>
            parsed.GetValue(check) ? CheckAsync(configuration, parsed) : ServeAsync(configuration, cancellationToken));
    }

    private static async Task<int> CheckAsync(ServerConfiguration configuration, ParseResult parsed)
    {
        await parsed.InvocationConfiguration.Output.WriteLineAsync(
            $"The configuration is good. Data folder: {Path.GetFullPath(configuration.Options.DataFolder)}");
        return ExitCodes.Success;
    }

    private static async Task<int> ServeAsync(ServerConfiguration configuration, CancellationToken cancellationToken)
    {
        await using var app = ServerHost.Build(configuration, logToConsole: true);
        await StartAsync(app, cancellationToken);
        ServerStarted.Log(app.Services);
        await app.WaitForShutdownAsync(cancellationToken);
        return ExitCodes.Success;
    }

    private static async Task StartAsync(WebApplication app, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch
        {
            // What had started already ends in order, before the reason is told.
            await app.StopAsync(CancellationToken.None);
            throw;
        }
    }
}
