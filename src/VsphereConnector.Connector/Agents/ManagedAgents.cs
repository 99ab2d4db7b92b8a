using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Journal;
using VsphereConnector.Connector.Logging;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Connector.Operations;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.Agents;

/// <summary>The agents of this endpoint: install, start, stop, uninstall, one at a time. What fails leaves the endpoint as it was.</summary>
internal sealed class ManagedAgents(IMachine machine, ConnectorFolder folder, LiveSettings live, ConnectorLog log)
{
    /// <summary>Room that must be left beside an agent.</summary>
    private const long RoomBeside = 64L * 1024 * 1024;

    private readonly IMachineFiles _files = machine.Files;
    private readonly AgentFolders _folders = new(machine.Files, folder);
    private readonly OneAtATime _oneAtATime = new();

    private AgentProcesses Processes => field ??= new(machine, folder, _folders, live);

    private AgentSupervisor Supervisor => field ??= new(machine, folder, _folders, Processes, log);

    /// <summary>Sets right what a crash has cut off, and starts what ran.</summary>
    public async Task StartAllAsync(CancellationToken cancellationToken)
    {
        try
        {
            _folders.Recover();
            await Supervisor.StartAllAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            log.Error($"The agents could not be started: {exception.Message}");
        }
    }

    public Task StopAllAsync() => Supervisor.StopAllAsync();

    public IReadOnlyList<AgentRecord> All() => _folders.All();

    public Task<AgentResult> InstallAsync(AgentPackage package, string sha256, bool start, OutputSpool output, CancellationToken cancellationToken) =>
        GuardAsync(() => InstallOneAsync(package, sha256, start, output, cancellationToken), cancellationToken);

    public Task<AgentResult> StartAsync(string name, CancellationToken cancellationToken) => GuardAsync(
        async () =>
        {
            var record = Demand(name);
            var isRunning = Supervisor.StateOf(record) is AgentState.Running;
            if (!isRunning)
            {
                await Supervisor.StopAsync(name);
                await Supervisor.StartAsync(record, cancellationToken);
                record = _folders.Update(name, before => before with { ShouldRun = true, IsGivenUp = false })!;
            }

            return ResultOf(record, record.Manifest.Version) with { AlreadySo = isRunning };
        },
        cancellationToken);

    public Task<AgentResult> StopAsync(string name, OutputSpool output, CancellationToken cancellationToken) => GuardAsync(
        async () =>
        {
            var record = Demand(name);
            var wasMeantToRun = record.ShouldRun || Supervisor.IsSupervised(name);
            record = _folders.Update(name, before => before with { ShouldRun = false, IsGivenUp = false })!;
            var notes = await EndAsync(record, output, cancellationToken);
            return ResultOf(record, record.Manifest.Version) with { AlreadySo = !wasMeantToRun, Notes = notes };
        },
        cancellationToken);

    public Task<AgentResult> UninstallAsync(string name, bool force, OutputSpool output, CancellationToken cancellationToken) => GuardAsync(
        async () =>
        {
            if (_folders.Find(name) is not { } record)
            {
                return new AgentResult { Name = name, State = AgentState.NotInstalled, AlreadySo = true };
            }

            var wasRunning = Supervisor.IsSupervised(name);
            var notes = await EndAsync(record, output, cancellationToken);
            notes = [.. notes, .. await RunUninstallAsync(record, force, wasRunning, output, cancellationToken)];
            _folders.Remove(name);
            return new AgentResult { Name = name, State = AgentState.NotInstalled, VersionBefore = record.Manifest.Version, Notes = notes };
        },
        cancellationToken);

    private async Task<AgentResult> InstallOneAsync(AgentPackage package, string sha256, bool start, OutputSpool output, CancellationToken cancellationToken)
    {
        var manifest = package.Manifest;
        var before = _folders.Find(manifest.Name);
        if (before?.Sha256 == sha256 && _files.KindOf(_folders.PathOf(manifest.Name)) == FileKind.Directory)
        {
            return await KeepAsync(before, start, cancellationToken);
        }

        CheckSystem(manifest);
        CheckRoom(package.UnpackedBytes);
        _files.Delete(_folders.NewOf(manifest.Name));
        var wasRunning = Supervisor.IsSupervised(manifest.Name);
        var record = new AgentRecord { Manifest = manifest, Sha256 = sha256, InstalledAt = machine.Time.GetUtcNow(), ShouldRun = start };
        _folders.BeginChange(manifest.Name, sha256);
        IReadOnlyList<string> notes;
        try
        {
            await package.UnpackAsync(_files, _folders.NewOf(manifest.Name), cancellationToken);
            await Supervisor.StopAsync(manifest.Name);
            notes = before is null ? [] : KeepFiles(manifest);
            _folders.Swap(manifest.Name);
            await Processes.RunStepAsync(manifest, manifest.Commands.Install, "install", output, cancellationToken);
            if (start)
            {
                await Supervisor.StartAsync(record, cancellationToken);
            }

            _folders.Commit(Supervisor.RecordOf(manifest.Name) ?? record);
        }
        catch
        {
            await TakeBackAsync(manifest.Name, before, wasRunning);
            throw;
        }

        return ResultOf(record, before?.Manifest.Version) with { Notes = notes };
    }

    /// <summary>It is there already: at most it is started.</summary>
    private async Task<AgentResult> KeepAsync(AgentRecord record, bool start, CancellationToken cancellationToken)
    {
        var isStarted = start && Supervisor.StateOf(record) != AgentState.Running;
        if (isStarted)
        {
            await Supervisor.StopAsync(record.Name);
            await Supervisor.StartAsync(record, cancellationToken);
            record = _folders.Update(record.Name, before => before with { ShouldRun = true, IsGivenUp = false })!;
        }

        return ResultOf(record, record.Manifest.Version) with { AlreadySo = !isStarted };
    }

    private async Task TakeBackAsync(string name, AgentRecord? before, bool wasRunning)
    {
        await Supervisor.StopAsync(name);
        _folders.TakeBack(name);
        if (wasRunning && before is not null)
        {
            try
            {
                await Supervisor.StartAsync(before, CancellationToken.None);
            }
            catch (OperationFailedException exception)
            {
                log.Error($"After an installation that failed: {exception.Message}");
            }
        }
    }

    private List<string> KeepFiles(AgentManifest manifest)
    {
        var notes = new List<string>();
        foreach (var path in manifest.KeepFiles)
        {
            var from = PackagePath.Below(_folders.PathOf(manifest.Name), path);
            if (_files.KindOf(from) is FileKind.File or FileKind.Directory)
            {
                FileTree.Copy(_files, from, PackagePath.Below(_folders.NewOf(manifest.Name), path));
                notes.Add($"Kept {path}.");
            }
        }

        return notes;
    }

    private async Task<IReadOnlyList<string>> EndAsync(AgentRecord record, OutputSpool output, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> notes = [];
        if (Supervisor.IsSupervised(record.Name))
        {
            try
            {
                await Processes.RunStepAsync(record.Manifest, record.Manifest.Commands.Stop, "stop", output, cancellationToken);
            }
            catch (OperationFailedException exception)
            {
                notes = [$"{exception.Message.Split(';')[0]}; its processes were ended all the same."];
            }
        }

        await Supervisor.StopAsync(record.Name);
        return notes;
    }

    private async Task<IReadOnlyList<string>> RunUninstallAsync(
        AgentRecord record, bool force, bool wasRunning, OutputSpool output, CancellationToken cancellationToken)
    {
        try
        {
            await Processes.RunStepAsync(record.Manifest, record.Manifest.Commands.Uninstall, "uninstall", output, cancellationToken);
            return [];
        }
        catch (OperationFailedException exception) when (force)
        {
            return [$"{exception.Message.Split(';')[0]}; it was removed all the same."];
        }
        catch
        {
            if (wasRunning)
            {
                await Supervisor.StartAsync(record, CancellationToken.None);
            }

            throw;
        }
    }

    private void CheckSystem(AgentManifest manifest)
    {
        var identity = machine.ReadIdentity();
        if (manifest.OperatingSystem != identity.OperatingSystem || (manifest.Architecture != "any" && manifest.Architecture != identity.Architecture))
        {
            throw new OperationFailedException(AgentErrors.WrongSystem(
                $"{manifest.OperatingSystem} {manifest.Architecture}", $"{identity.OperatingSystem} {identity.Architecture}"));
        }
    }

    private void CheckRoom(long unpackedBytes)
    {
        _files.CreateDirectory(folder.Agents, FileModes.Executable);
        if (_files.FreeBytes(folder.Agents) < unpackedBytes + RoomBeside)
        {
            throw new OperationFailedException(AgentErrors.DiskFull(folder.Agents));
        }
    }

    private AgentRecord Demand(string name) => _folders.Find(name) ?? throw new OperationFailedException(AgentErrors.NotInstalled(name));

    private AgentResult ResultOf(AgentRecord record, string? versionBefore) => new()
    {
        Name = record.Name, Version = record.Manifest.Version, VersionBefore = versionBefore, State = Supervisor.StateOf(record),
    };

    private async Task<AgentResult> GuardAsync(Func<Task<AgentResult>> act, CancellationToken cancellationToken)
    {
        try
        {
            return await _oneAtATime.RunAsync(act, cancellationToken);
        }
        catch (IOException exception) when (DiskFull.Is(exception))
        {
            throw new OperationFailedException(AgentErrors.DiskFull(folder.Agents));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new OperationFailedException(AgentErrors.NotChanged(exception));
        }
    }
}
