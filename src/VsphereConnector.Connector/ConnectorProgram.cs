using VsphereConnector.Connector.CommandLine;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Daemon;
using VsphereConnector.Connector.Installation;
using VsphereConnector.Connector.Installation.Startup;
using VsphereConnector.Connector.Local;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Connector.OneShot;
using VsphereConnector.Connector.Operations.UpgradeConnector;
using VsphereConnector.Contracts.Installation;

namespace VsphereConnector.Connector;

/// <summary>The program <c>vlink</c>, on any machine: what its arguments say is done, and the exit code returned.</summary>
internal static class ConnectorProgram
{
    private const int WrongUsage = 2;

    /// <param name="machine">Where it runs.</param>
    /// <param name="arguments">As given on the command line, without the program.</param>
    /// <param name="output">The standard output.</param>
    /// <param name="error">The standard error.</param>
    /// <param name="cancellationToken">Stands for SIGTERM: the daemon records what runs and ends.</param>
    public static async Task<int> RunAsync(
        IMachine machine, IReadOnlyList<string> arguments, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        switch (ConnectorArguments.Parse(arguments))
        {
            case ConnectorCommand.Install install:
                return await InstallAsync(machine, install, output, cancellationToken);
            case ConnectorCommand.Look look:
                return await LookAsync(machine, look.Script, output, error, cancellationToken);
            case ConnectorCommand.Uninstall:
                return await new ConnectorUninstaller(machine, ConnectorFolder.Of(machine), output).UninstallAsync(cancellationToken);
            case ConnectorCommand.Run { AsService: true }:
                return await machine.Services.ServeAsync(WindowsStartup.ServiceName, stop => new ServiceWrapper(machine).RunAsync(stop));
            case ConnectorCommand.Run:
                return await ConnectorDaemon.RunAsync(machine, cancellationToken);
            case ConnectorCommand.Once once:
                return await new OneShotRun(machine, once).RunAsync(cancellationToken);
            case ConnectorCommand.WatchUpgrade watch:
                return await new UpgradeWatch(machine, new ConnectorFolder(watch.Folder)).RunAsync(cancellationToken);
            case ConnectorCommand.Channel:
                return await new ChannelRelay(machine, ConnectorFolder.Of(machine))
                    .RunAsync(Console.OpenStandardInput(), Console.OpenStandardOutput(), error, cancellationToken);
            case ConnectorCommand.ExecOperation exec:
                return await new FolderExchange(machine, ConnectorFolder.Of(machine), exec.Folder).RunAsync(error, cancellationToken);
            case ConnectorCommand.Status status:
                return await StatusVerb.RunAsync(machine, status.Json, output);
            case ConnectorCommand.Version:
                await output.WriteLineAsync(ConnectorVersion.Current);
                return 0;
            case ConnectorCommand.Help help:
                await output.WriteLineAsync(help.Text);
                return 0;
            case ConnectorCommand.Wrong wrong:
                await error.WriteLineAsync($"vlink: {wrong.Message}\n\n{Usage.All}");
                return WrongUsage;
            default:
                throw new InvalidOperationException("A command was forgotten here.");
        }
    }

    private static async Task<int> InstallAsync(IMachine machine, ConnectorCommand.Install install, TextWriter output, CancellationToken cancellationToken) =>
        await ReadSettingsAsync(machine, install, output, "Not installed") is { } settings
            ? await new ConnectorInstaller(machine, settings, output).InstallAsync(cancellationToken)
            : InstallExitCodes.Failed;

    private static async Task<int> LookAsync(IMachine machine, string script, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        if (await ReadSettingsAsync(machine, new ConnectorCommand.Install(script, IsBundle: true), error, "Not looked") is not { } settings)
        {
            return InstallExitCodes.Failed;
        }

        await new MachineLook(machine, settings, output).RunAsync(cancellationToken);
        return InstallExitCodes.Success;
    }

    /// <summary>Null where they cannot be read; it is said then.</summary>
    private static async Task<ConnectorSettings?> ReadSettingsAsync(IMachine machine, ConnectorCommand.Install source, TextWriter output, string otherwise)
    {
        try
        {
            var file = machine.Files.ReadAllBytes(source.File);
            return SettingsFile.Parse(source.IsBundle ? InstallBundle.SettingsOf(file) : file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ConfigurationException or InvalidDataException)
        {
            await output.WriteLineAsync($"{otherwise}: '{source.File}': {exception.Message}");
            return null;
        }
    }
}
