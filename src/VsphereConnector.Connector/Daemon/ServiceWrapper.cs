using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Installation.Startup;
using VsphereConnector.Connector.Logging;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Connector.Network;

namespace VsphereConnector.Connector.Daemon;

/// <summary>
/// What the Windows service control manager starts: it keeps the connector running as a process of its own, and has it end when the service
/// is stopped. One that fails is started again after 1, 2, 4 … 60 s, at most 10 times in 24 hours; then the system's own recovery has its turn.
/// </summary>
internal sealed class ServiceWrapper(IMachine machine)
{
    private const int MostRestarts = 10;

    private static readonly TimeSpan Day = TimeSpan.FromHours(24), Stable = TimeSpan.FromMinutes(1), GraceForEnd = TimeSpan.FromSeconds(20);

    private readonly ConnectorFolder _folder = ConnectorFolder.Of(machine);
    private readonly ConnectorLog _log = new(machine.Files, ConnectorFolder.Of(machine), machine.Time);
    private readonly Queue<DateTimeOffset> _restarts = [];

    /// <returns>0 after its end was asked for, or the connector has removed itself; else what the connector ended with.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        // One that outlived a wrapper which was killed.
        await new RunningDaemon(machine, _folder).StopAsync(CancellationToken.None);
        var failures = 0;
        while (true)
        {
            var started = machine.Time.GetTimestamp();
            var exitCode = await RunOnceAsync(cancellationToken);
            if (cancellationToken.IsCancellationRequested || HasRemovedItself)
            {
                return 0;
            }

            _log.Error($"The connector ended with exit code {exitCode}, and nobody had asked it to.");
            failures = machine.Time.GetElapsedTime(started) > Stable ? 0 : failures + 1;
            if (!MayStartAgain())
            {
                _log.Error($"It ended more than {MostRestarts} times in 24 hours; it is left to the recovery of the service.");
                return exitCode == 0 ? 1 : exitCode;
            }

            await Task.Delay(BackOff.Ceiling(Math.Max(0, failures - 1)), machine.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>An exit code would not tell: whoever kills a process chooses it.</summary>
    private bool HasRemovedItself => machine.Files.KindOf(_folder.Configuration) == FileKind.None;

    private async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return 0;
        }

        // Not in its own folder: on Windows a process hands its current folder on to what it starts, and that keeps the folder from being removed.
        await using var process = machine.Processes.Start(
            new ProcessStart { Program = _folder.Program, Arguments = ["run"], WorkingDirectory = _folder.OnWindows ? @"C:\Windows" : "/" });
        _ = DrainAsync(process.Output);
        _ = DrainAsync(process.Error);
        await using var asking = cancellationToken.Register(() => machine.Processes.Terminate(process.Id, force: false));
        await Task.WhenAny(process.Exited, EndOfPatienceAsync(cancellationToken));
        if (!process.Exited.IsCompleted)
        {
            machine.Processes.Terminate(process.Id, force: true);
        }

        return await process.Exited;
    }

    private async Task EndOfPatienceAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, machine.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.Delay(GraceForEnd, machine.Time, CancellationToken.None);
    }

    private static async Task DrainAsync(Stream pipe)
    {
        try
        {
            await pipe.CopyToAsync(Stream.Null);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The pipe was closed under it.
        }
    }

    private bool MayStartAgain()
    {
        var now = machine.Time.GetUtcNow();
        while (_restarts.TryPeek(out var oldest) && now - oldest > Day)
        {
            _restarts.Dequeue();
        }

        _restarts.Enqueue(now);
        return _restarts.Count <= MostRestarts;
    }
}
