using System.Text;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Contracts.Installation;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.Installation.Startup;

/// <summary>Systems where systemd runs: a unit, and the start link that the product's documentation names.</summary>
internal sealed class SystemdStartup(IMachine machine, ConnectorFolder folder) : IStartup
{
    public const string UnitPath = "/etc/systemd/system/vlink.service";

    private const string Unit = "vlink.service", WantedFolder = "/etc/systemd/system/multi-user.target.wants", WantedLink = $"{WantedFolder}/{Unit}";

    private static readonly TimeSpan CommandTimeout = TimeSpan.FromSeconds(60);

    private readonly SysVScript _script = new(machine.Files, folder);

    public string Name => "systemd";

    public async Task RegisterAsync(Undo undo, ConnectorSettings settings, CancellationToken cancellationToken)
    {
        // Taken back last: systemd reads again when the files are as they were.
        undo.Add("systemd's view of the unit", () => machine.Processes.StartDetached(SystemCtl("daemon-reload")));
        _script.Register(undo, settings.RunAs);
        undo.Write(UnitPath, Encoding.UTF8.GetBytes(Content(settings.RunAs)), FileModes.Readable);
        undo.CreateDirectory(WantedFolder, FileModes.Executable);
        undo.CreateLink(WantedLink, UnitPath);
        await RunAsync(["daemon-reload"], cancellationToken);
    }

    public Task StartAsync(string? runAs, CancellationToken cancellationToken) => RunAsync(["start", Unit], cancellationToken);

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (machine.Files.KindOf(UnitPath) == FileKind.File)
        {
            await RunAsync(["stop", Unit], cancellationToken);
        }

        await new RunningDaemon(machine, folder).StopAsync(cancellationToken);
    }

    public async Task UnregisterAsync(CancellationToken cancellationToken)
    {
        _script.Unregister();
        machine.Files.Delete(WantedLink);
        machine.Files.Delete(UnitPath);
        await RunAsync(["daemon-reload"], cancellationToken);
    }

    /// <summary>As a unit of its own: what is in the connector's is ended with it.</summary>
    public ProcessStart Outliving(ProcessStart start) => start with
    {
        Program = "systemd-run",
        Arguments = ["--no-ask-password", "--collect", "--quiet", $"--unit=vlink-{Guid.NewGuid():N}", "--setenv=DOTNET_EnableDiagnostics=0", "--", start.Program, .. start.Arguments],
    };

    public IEnumerable<StatusCheck> Check() => [.. _script.Check(), CheckUnit(), CheckEnabled()];

    private StatusCheck CheckUnit()
    {
        const string name = $"systemd unit {UnitPath}";
        return machine.Files.KindOf(UnitPath) != FileKind.File ? new(name, CheckState.Missing, "Install the connector anew.")
            : Encoding.UTF8.GetString(machine.Files.ReadAllBytes(UnitPath)).Contains($"ExecStart=\"{folder.Program}\"", StringComparison.Ordinal)
                ? new(name, CheckState.Good)
            : new(name, CheckState.Wrong, $"It does not start {folder.Program}: install the connector anew.");
    }

    private StatusCheck CheckEnabled() => machine.Files.ReadLink(WantedLink) is not null
        ? new($"start link {WantedLink}", CheckState.Good)
        : new($"start link {WantedLink}", CheckState.Missing, $"The unit does not start at boot: systemctl enable {Unit}");

    private async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(CommandTimeout, machine.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        await using var process = machine.Processes.Start(SystemCtl([.. arguments]));
        using var errors = new StreamReader(process.Error);
        var message = errors.ReadToEndAsync(either.Token);
        if (await process.Exited.WaitAsync(either.Token) != 0)
        {
            throw new InstallationException(
                InstallExitCodes.Failed, $"systemctl {string.Join(' ', arguments)} failed: {(await message).ReplaceLineEndings(" ").Trim()}");
        }
    }

    private static ProcessStart SystemCtl(params string[] arguments) =>
        new() { Program = "systemctl", Arguments = ["--no-ask-password", .. arguments], WorkingDirectory = "/" };

    private string Content(string? runAs) => $"""
        [Unit]
        Description=vlink, the connector of this machine
        After=network-online.target
        Wants=network-online.target

        [Service]
        Environment=DOTNET_EnableDiagnostics=0
        ExecStart="{folder.Program}" run
        {(runAs is null ? "" : $"User={runAs}\nExecStartPre=+/bin/sh -c ': > {Locations.PidFile} && chown {runAs} {Locations.PidFile}'")}
        Restart=always
        RestartSec=5
        KillMode=mixed
        TimeoutStopSec=20

        [Install]
        WantedBy=multi-user.target

        """;
}
