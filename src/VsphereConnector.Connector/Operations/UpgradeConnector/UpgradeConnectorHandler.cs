using System.Text;
using System.Text.Json;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Daemon;
using VsphereConnector.Connector.Installation.Startup;
using VsphereConnector.Connector.Journal;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Connector.Network;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Operations.UpgradeConnector;

/// <summary>
/// Puts another version in the connector's place. The version before, as a process of its own, restarts the connector and watches: where
/// the new one does not reach the server in time, it puts itself back. The operation goes on in whichever version runs then.
/// </summary>
internal sealed class UpgradeConnectorHandler(IMachine machine, ConnectorFolder folder, PackageCache packages, OperationJournal journal) : IResumingHandler
{
    private static readonly TimeSpan VersionTimeout = TimeSpan.FromSeconds(60), Poll = TimeSpan.FromMilliseconds(200), WatchGrace = TimeSpan.FromMinutes(2);

    private readonly IMachineFiles _files = machine.Files;
    private readonly OneAtATime _oneAtATime = new();

    public OperationKind Kind => OperationKind.UpgradeConnector;

    public Task<HandlerResult> RunAsync(StartOperation start, OutputSpool output, CancellationToken cancellationToken) =>
        _oneAtATime.RunAsync(() => UpgradeAsync(start, cancellationToken), cancellationToken);

    public async Task<HandlerResult> ResumeAsync(Guid operationId, OutputSpool output, CancellationToken cancellationToken)
    {
        if (UpgradeRecord.Read(_files, folder) is not { } record || record.OperationId != operationId)
        {
            throw new OperationFailedException(UpgradeErrors.NothingChanged());
        }

        if (record.State == UpgradeState.OnTrial && IsUnwatched())
        {
            // The machine went down in the middle: whoever watched is gone.
            StartWatch();
        }

        return await JudgedAsync(record, cancellationToken);
    }

    private async Task<HandlerResult> UpgradeAsync(StartOperation start, CancellationToken cancellationToken)
    {
        var parameters = Checked(start.Parameters);
        if (!machine.IsAdministrator)
        {
            throw new OperationFailedException(UpgradeErrors.NotPermitted(machine.Account));
        }

        if (await FileHash.OfAsync(_files, folder.Program, cancellationToken) == parameters.Sha256)
        {
            return Answer(new() { VersionBefore = ConnectorVersion.Current, Version = ConnectorVersion.Current, AlreadySo = true });
        }

        try
        {
            var version = await PrepareAsync(parameters, cancellationToken);
            var record = new UpgradeRecord
            {
                OperationId = start.OperationId,
                VersionBefore = ConnectorVersion.Current,
                Version = version,
                TrialSeconds = parameters.TrialSeconds,
                ProcessId = machine.Processes.CurrentId,
                MayBeLocal = DaemonStatus.Read(_files, folder)?.Channel != ChannelState.Open,
            };
            journal.SetGoesOn(start);
            record.Write(_files, folder);
            Swap();
            StartWatch();
            return await JudgedAsync(record, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ProcessStartException)
        {
            RestoreProgram();
            throw new OperationFailedException(UpgradeErrors.NotWritten(exception));
        }
        finally
        {
            packages.Forget(parameters.Sha256);
        }
    }

    private static UpgradeConnectorParameters Checked(JsonElement? element)
    {
        var parameters = ParametersOf.Read(element, ContractsJson.Default.UpgradeConnectorParameters);
        if (!TransferLimits.IsSha256(parameters.Sha256))
        {
            throw new OperationFailedException(OperationErrors.BadParameters("sha256 is not a SHA-256 in lower-case hex."));
        }

        return parameters.TrialSeconds is >= UpgradeConnectorParameters.LeastTrialSeconds and <= UpgradeConnectorParameters.MostTrialSeconds
            ? parameters
            : throw new OperationFailedException(OperationErrors.BadParameters(
                $"trialSeconds must be from {UpgradeConnectorParameters.LeastTrialSeconds} to {UpgradeConnectorParameters.MostTrialSeconds}."));
    }

    /// <summary>Fetches the program and sees that it starts here; returns its version.</summary>
    private async Task<string> PrepareAsync(UpgradeConnectorParameters parameters, CancellationToken cancellationToken)
    {
        using var package = await packages.FetchAsync(parameters.Sha256, cancellationToken);
        _files.CreateDirectory(folder.Next.Path, FileModes.Executable);
        _files.CopyAtomically(package.Path, folder.Next.Program, FileModes.Executable);
        try
        {
            var version = await VersionOfAsync(folder.Next.Program, cancellationToken);
            return parameters.Version is null || parameters.Version == version
                ? version
                : throw new OperationFailedException(UpgradeErrors.NotUsable($"it is version {version}, and not {parameters.Version}."));
        }
        catch
        {
            _files.Delete(folder.Next.Path);
            throw;
        }
    }

    private async Task<string> VersionOfAsync(string program, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(VersionTimeout, machine.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await using var process = machine.Processes.Start(new ProcessStart { Program = program, Arguments = ["--version"], WorkingDirectory = folder.Path });
            try
            {
                var buffer = new byte[256];
                var count = await process.Output.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, either.Token);
                var text = Encoding.UTF8.GetString(buffer, 0, count).Trim();
                return await process.Exited.WaitAsync(either.Token) == 0 && text.Length is > 0 and < 100 && !text.Any(char.IsControl)
                    ? text
                    : throw new OperationFailedException(UpgradeErrors.NotUsable("asked for its version it did not tell one."));
            }
            finally
            {
                process.TerminateTree(force: true);
            }
        }
        catch (ProcessStartException exception)
        {
            throw new OperationFailedException(UpgradeErrors.NotUsable(exception.Message));
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new OperationFailedException(UpgradeErrors.NotUsable("asked for its version it did not answer in time."));
        }
    }

    /// <summary>There is a program at every moment, but on Windows, where one that runs can be moved and not replaced.</summary>
    private void Swap()
    {
        _files.CreateDirectory(folder.Previous.Path, FileModes.Executable);
        if (folder.OnWindows)
        {
            _files.Move(folder.Program, folder.Previous.Program);
        }
        else
        {
            _files.CopyAtomically(folder.Program, folder.Previous.Program, FileModes.Executable);
        }

        _files.Move(folder.Next.Program, folder.Program);
    }

    private void StartWatch() => machine.Processes.StartDetached(StartupOf.Machine(machine, folder).Outliving(new ProcessStart
    {
        Program = folder.Previous.Program,
        Arguments = ["watch-upgrade", "--folder", folder.Path],
        WorkingDirectory = folder.Parent,
    }));

    private bool IsUnwatched()
    {
        using var held = _files.TryLock(folder.UpgradeLock);
        return held is not null;
    }

    /// <summary>Waits for the verdict. The connector before does not live to see it, as it is restarted.</summary>
    private async Task<HandlerResult> JudgedAsync(UpgradeRecord record, CancellationToken cancellationToken)
    {
        var started = machine.Time.GetTimestamp();
        var most = (TimeSpan.FromSeconds(record.TrialSeconds) * 2) + WatchGrace;
        while (UpgradeRecord.Read(_files, folder) is { } now)
        {
            switch (now.State)
            {
                case UpgradeState.Passed:
                    CleanUp();
                    return Answer(new() { VersionBefore = now.VersionBefore, Version = now.Version });
                case UpgradeState.TakenBack:
                    CleanUp();
                    throw new OperationFailedException(UpgradeErrors.TakenBack(now));
            }

            if (machine.Time.GetElapsedTime(started) > most)
            {
                RestoreProgram();
                throw new OperationFailedException(UpgradeErrors.NotWatched());
            }

            await Task.Delay(Poll, machine.Time, cancellationToken);
        }

        throw new OperationFailedException(UpgradeErrors.NothingChanged());
    }

    /// <summary>Who watched may be about to end, and its program not be let go yet: the next upgrade replaces it.</summary>
    private void CleanUp()
    {
        foreach (var path in new[] { folder.Next.Path, folder.Previous.Path })
        {
            try
            {
                _files.Delete(path);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
            }
        }
    }

    private void RestoreProgram()
    {
        if (_files.KindOf(folder.Previous.Program) == FileKind.File)
        {
            _files.CopyAtomically(folder.Previous.Program, folder.Program, FileModes.Executable);
        }
    }

    private static HandlerResult Answer(UpgradeConnectorResult result) =>
        new(JsonSerializer.SerializeToElement(result, ContractsJson.Default.UpgradeConnectorResult));
}
