using System.Text.Json;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Daemon;
using VsphereConnector.Connector.Enrolment;
using VsphereConnector.Connector.Installation.Startup;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Installation;

namespace VsphereConnector.Connector.Installation;

/// <summary>Puts the connector onto its machine, enrols and starts it; whatever fails, everything is as it was before.</summary>
internal sealed class ConnectorInstaller(IMachine machine, ConnectorSettings settings, TextWriter output)
{
    /// <summary>Room for journal, output and log, beside the program itself.</summary>
    private const long RoomBeside = 64L * 1024 * 1024;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    /// <summary>It has enrolled, so a server is there; one that restarts now has thousands of others to let in as well.</summary>
    private readonly TimeSpan _channelPatience = 3 * TimeSpan.FromSeconds(settings.EnrolmentTimeoutSeconds);

    private readonly IMachineFiles _files = machine.Files;
    private readonly ConnectorFolder _folder = ConnectorFolder.Below(settings.ParentFolder ?? DefaultParentOf(machine));
    private readonly Undo _undo = new(machine.Files);

    /// <returns>One of <see cref="InstallExitCodes"/>.</returns>
    public async Task<int> InstallAsync(CancellationToken cancellationToken)
    {
        try
        {
            var report = await CarryOutAsync(cancellationToken);
            await output.WriteLineAsync(JsonSerializer.Serialize(report, ContractsJson.Default.InstallReport));
            return InstallExitCodes.Success;
        }
        catch (InstallationException failure)
        {
            return await TakeBackAsync(failure.ExitCode, failure.Message);
        }
        catch (UnauthorizedAccessException exception)
        {
            return await TakeBackAsync(InstallExitCodes.NotPermitted, $"{exception.Message} Look at the rights of the folder, and at SELinux.");
        }
        catch (IOException exception) when (DiskFull.Is(exception))
        {
            return await TakeBackAsync(InstallExitCodes.DiskFull, $"{exception.Message} Make room on the disk.");
        }
        catch (Exception exception) when (exception is IOException or UnknownAccountException or ProcessStartException)
        {
            return await TakeBackAsync(InstallExitCodes.Failed, exception.Message);
        }
        catch (OperationCanceledException)
        {
            return await TakeBackAsync(InstallExitCodes.Failed, "The installation was cancelled.");
        }
    }

    private static string DefaultParentOf(IMachine machine) =>
        machine.ProgramPath.Contains('\\') ? Locations.DefaultWindowsParentFolder : Locations.DefaultParentFolder;

    private async Task<InstallReport> CarryOutAsync(CancellationToken cancellationToken)
    {
        InstallationChecks.Run(machine, settings, _folder, RoomBeside);
        var startup = StartupOf.Machine(machine, _folder);

        await SayAsync($"Installing vlink {ConnectorVersion.Current} into {_folder.Path}");
        _undo.CreateDirectory(_folder.Path, FileModes.Executable);
        _undo.CreateDirectory(_folder.Agents, FileModes.Executable);
        _undo.ReplaceProgram(machine.ProgramPath, _folder.Program);
        if (!_files.MayExecute(_folder.Program))
        {
            throw new InstallationException(
                InstallExitCodes.NotExecutable, $"Programs cannot be started from '{_folder.Path}' (mounted noexec?): choose another parent folder.");
        }

        var enrolled = await EnrolAsync(cancellationToken);
        await StopPresentAsync(startup, cancellationToken);
        WriteConfiguration(enrolled);

        await SayAsync($"Registering and starting it with {startup.Name}");
        await startup.RegisterAsync(_undo, settings, cancellationToken);
        _undo.Add("the started connector", () => startup.StopAsync(CancellationToken.None));
        await startup.StartAsync(settings.RunAs, cancellationToken);
        await WaitForChannelAsync(cancellationToken);

        _files.Delete($"{_folder.Program}.previous");
        return new InstallReport
        {
            ConnectorId = enrolled?.Record.ConnectorId ?? Configured.Read(_files, _folder).Enrolment.ConnectorId,
            Version = ConnectorVersion.Current,
            Account = machine.Account,
            Folder = _folder.Path,
            StartedBy = startup.Name,
        };
    }

    /// <summary>Null where an installation is there already and no token came: it keeps its identity.</summary>
    private async Task<Enrolled?> EnrolAsync(CancellationToken cancellationToken)
    {
        if (settings.EnrolmentToken is not { Length: > 0 } token)
        {
            return _files.KindOf(_folder.Identity) == FileKind.File ? null : throw new InstallationException(
                InstallExitCodes.EnrolmentRefused, "The settings have no enrolment token: let the server make new ones.");
        }

        await SayAsync($"Enrolling at {string.Join(", ", settings.ServerUrls)}");
        var enrolled = await new Enroller(machine, settings).EnrolAsync(token, cancellationToken);
        await SayAsync($"Enrolled as {enrolled.Record.ConnectorId}");
        return enrolled;
    }

    private async Task StopPresentAsync(IStartup startup, CancellationToken cancellationToken)
    {
        if (new PidFile(machine, _folder).ReadRunning() is null)
        {
            return;
        }

        await SayAsync("Stopping the connector that is there");
        _undo.Add("the connector that ran before", () => startup.StartAsync(settings.RunAs, CancellationToken.None));
        await startup.StopAsync(cancellationToken);
    }

    private void WriteConfiguration(Enrolled? enrolled)
    {
        _undo.Write(
            _folder.Configuration,
            JsonSerializer.SerializeToUtf8Bytes(settings with { EnrolmentToken = null, RunAsPassword = null }, ContractsJson.Default.ConnectorSettings),
            FileModes.Private);
        if (enrolled is not null)
        {
            _undo.Write(_folder.Enrolment, JsonSerializer.SerializeToUtf8Bytes(enrolled.Record, ConnectorJson.Default.EnrolmentRecord), FileModes.Private);
            _undo.Delete(_folder.NewIdentity);
            _undo.Write(_folder.Identity, enrolled.Identity, FileModes.Private);
        }

        _undo.Delete(_folder.State);
        if (settings.RunAs is { } account)
        {
            _files.SetOwner(_folder.Path, account);
        }
    }

    private async Task WaitForChannelAsync(CancellationToken cancellationToken)
    {
        await SayAsync("Waiting for its channel");
        var started = machine.Time.GetTimestamp();
        DaemonState? state;
        while ((state = DaemonStatus.Read(_files, _folder))?.Channel != ChannelState.Open)
        {
            if (state?.Channel is ChannelState.NotEnrolled or ChannelState.NotThisMachine)
            {
                throw new InstallationException(InstallExitCodes.Failed, $"The connector does not connect: {state.Detail}");
            }

            if (machine.Time.GetElapsedTime(started) > _channelPatience)
            {
                throw state is null
                    ? new InstallationException(InstallExitCodes.CannotStart, $"The connector was started by {_folder.Program} run, but does not run: try it by hand.")
                    : new InstallationException(InstallExitCodes.ServerUnreachable, $"The connector enrolled, but its channel did not open. {state.Detail}");
            }

            await Task.Delay(Poll, machine.Time, cancellationToken);
        }

        await SayAsync($"The channel to {state.Server} is open");
    }

    private async Task<int> TakeBackAsync(int exitCode, string message)
    {
        var left = await _undo.RunAsync();
        await SayAsync(left.Count == 0
            ? "Not installed. Everything that was made has been taken back."
            : $"Not installed. Could not be taken back: {string.Join("; ", left)}");
        await SayAsync(message); // last: it becomes the operation's error
        return exitCode;
    }

    private Task SayAsync(string line) => output.WriteLineAsync(line);
}
