using VsphereConnector.Simulator.Guests.Files;

namespace VsphereConnector.Simulator.Guests.Processes;

/// <summary>The processes of a guest. Those that have ended are listed for five more minutes, as VMware Tools do.</summary>
internal sealed class ProcessTable(SimulatedGuest guest, GuestEnvironment environment)
{
    private const int TerminatedExitCode = 143;
    private const int CrashedExitCode = 134;
    private static readonly TimeSpan KilledAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan EndedAreListedFor = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private readonly SortedDictionary<int, SimulatedProcess> _processes = [];
    private int _lastId = 1000;

    public SimulatedProcess[] All()
    {
        lock (_gate)
        {
            ForgetOld();
            return [.. _processes.Values];
        }
    }

    public IEnumerable<SimulatedProcess> Running() => All().Where(process => process.IsRunning);

    public SimulatedProcess? Find(int id)
    {
        lock (_gate)
            return _processes.GetValueOrDefault(id);
    }

    /// <summary>Starts a program whose file is there and may be executed; fails with <see cref="FileSystemException"/>.</summary>
    public SimulatedProcess Start(ProgramStart start)
    {
        var file = guest.Files.Get(start.Program);
        if (file.IsDirectory)
            throw new FileSystemException(FileFailure.NotAFile, start.Program);
        if (!start.Account.MayExecute(file) || guest.Files.IsNoExec(start.Program))
            throw new FileSystemException(FileFailure.AccessDenied, start.Program);
        SimulatedProcess process;
        lock (_gate)
        {
            ForgetOld();
            process = new SimulatedProcess(++_lastId, start, environment.Time.GetUtcNow(), environment.Time);
            _processes.Add(process.Id, process);
        }

        var run = new ProgramRun(guest, process, start, environment.Time, HashCode.Combine(environment.Seed, guest.VirtualMachine.Number, process.Id));
        _ = RunAsync(run, environment.Programs.Find(guest, start.Program));
        return process;
    }

    public void TerminateTree(SimulatedProcess process, bool force)
    {
        foreach (var member in Running().Where(candidate => IsIn(candidate, process)))
            End(member, force);
    }

    public static void End(SimulatedProcess process, bool force)
    {
        if (force)
            process.Kill();
        else
            process.Terminate();
    }

    /// <summary>As Tools do it on Linux: SIGTERM and, if that did not help within five seconds, SIGKILL.</summary>
    public void TerminateThenKill(SimulatedProcess process)
    {
        process.Terminate();
        var timer = environment.Time.CreateTimer(_ => process.Kill(), null, KilledAfter, Timeout.InfiniteTimeSpan);
        _ = process.Exited.ContinueWith(_ => timer.Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    public void KillAll()
    {
        var all = All();
        foreach (var process in all)
            process.Kill();
        lock (_gate)
            _processes.Clear();
    }

    private static bool IsIn(SimulatedProcess candidate, SimulatedProcess root)
    {
        for (var process = candidate; process is not null; process = process.Parent)
        {
            if (process == root)
                return true;
        }

        return false;
    }

    private static async Task RunAsync(ProgramRun run, SimulatedProgram program)
    {
        await Task.Yield();
        var (exitCode, signal) = (TerminatedExitCode, false);
        try
        {
            exitCode = await program(run);
        }
        catch (OperationCanceledException) when (run.Cancellation.IsCancellationRequested)
        {
            signal = true;
        }
        catch (Exception e)
        {
            // Whatever a program fails with ends that program, as on any system, and not the simulator.
            exitCode = CrashedExitCode;
            await TrySayAsync(run, e.ToString());
        }

        await run.Start.Output.DisposeAsync();
        await run.Start.Error.DisposeAsync();
        run.Process.End(exitCode, signal);
    }

    private static async Task TrySayAsync(ProgramRun run, string message)
    {
        try
        {
            await run.FailAsync($"{run.Process.Name}: {message}");
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or OperationCanceledException)
        {
            // Nobody reads it any more.
        }
    }

    private void ForgetOld()
    {
        var oldest = environment.Time.GetUtcNow() - EndedAreListedFor;
        foreach (var ended in _processes.Values.Where(process => process.EndTime < oldest).ToList())
            _processes.Remove(ended.Id);
    }
}
