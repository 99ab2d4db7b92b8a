namespace VsphereConnector.Simulator.Guests.Processes;

/// <summary>What a simulated program does; returns its exit code.</summary>
internal delegate Task<int> SimulatedProgram(ProgramRun run);

/// <summary>What to start in a guest.</summary>
internal sealed record ProgramStart
{
    public required string Program { get; init; }

    public required IReadOnlyList<string> Arguments { get; init; }

    public required GuestAccount Account { get; init; }

    public required string WorkingDirectory { get; init; }

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>As the process list shows it; null: program and arguments.</summary>
    public string? CommandLine { get; init; }

    /// <summary>A library that was loaded into it first.</summary>
    public string? Library { get; init; }

    public SimulatedProcess? Parent { get; init; }

    public Stream Output { get; init; } = Stream.Null;

    public Stream Error { get; init; } = Stream.Null;
}

/// <summary>A program as it runs: where, as whom, with what.</summary>
internal sealed record ProgramRun(SimulatedGuest Guest, SimulatedProcess Process, ProgramStart Start, TimeProvider Time, int Seed)
{
    public IReadOnlyList<string> Arguments => Start.Arguments;

    public CancellationToken Cancellation => Process.Terminated;

    public async Task WriteAsync(string text) => await Start.Output.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text), Cancellation);

    public async Task<int> FailAsync(string message, int exitCode = 1)
    {
        await Start.Error.WriteAsync(System.Text.Encoding.UTF8.GetBytes(message + "\n"), Cancellation);
        return exitCode;
    }
}
