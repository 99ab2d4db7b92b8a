using System.Diagnostics.CodeAnalysis;
using VsphereConnector.Connector.Machines;

namespace VsphereConnector.Simulator.Guests.Processes;

/// <summary>A process of a simulated guest. Once it is dead it can no longer change anything in the guest.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A source without a timer holds nothing to give back, and the dead are still asked.")]
internal sealed class SimulatedProcess(int id, ProgramStart start, DateTimeOffset startTime, TimeProvider time)
{
    private const int KilledExitCode = 137;

    private readonly CancellationTokenSource _terminated = new();
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();

    public int Id => id;

    public string Program => start.Program;

    public string Name { get; } = start.Program[(start.Program.LastIndexOfAny(['/', '\\']) + 1)..];

    public string CommandLine { get; } = start.CommandLine ?? string.Join(' ', start.Arguments.Prepend(start.Program));

    public GuestAccount Account => start.Account;

    public SimulatedProcess? Parent => start.Parent;

    public string? Library => start.Library;

    /// <summary>Those that it put on itself; nothing is measured by them.</summary>
    public ProcessLimits Limits { get; set; } = ProcessLimits.None;

    public DateTimeOffset StartTime => startTime;

    public DateTimeOffset? EndTime { get; private set; }

    public bool EndedBySignal { get; private set; }

    public int ExitCode { get; private set; }

    public bool IsRunning => EndTime is null;

    public Task<int> Exited => _exited.Task;

    public CancellationToken Terminated => _terminated.Token;

    /// <summary>Asks the program to end (SIGTERM).</summary>
    public void Terminate() => _terminated.Cancel();

    /// <summary>Ends it at once (SIGKILL, power off).</summary>
    public void Kill()
    {
        End(KilledExitCode, signal: true);
        _terminated.Cancel();
    }

    public void End(int exitCode, bool signal)
    {
        lock (_gate)
        {
            if (EndTime is not null)
                return;
            (ExitCode, EndedBySignal, EndTime) = (exitCode, signal, time.GetUtcNow());
        }

        _exited.SetResult(exitCode);
    }
}
