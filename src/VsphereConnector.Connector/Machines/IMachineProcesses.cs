namespace VsphereConnector.Connector.Machines;

/// <summary>The processes of a machine.</summary>
internal interface IMachineProcesses
{
    /// <summary>The id of this process.</summary>
    int CurrentId { get; }

    /// <summary>When this process started.</summary>
    DateTimeOffset StartedAt { get; }

    /// <summary>
    /// Starts a program in a session of its own, its input empty, its output piped. Fails with <see cref="ProcessStartException"/> or
    /// <see cref="UnknownAccountException"/>.
    /// </summary>
    IMachineProcess Start(ProcessStart start);

    /// <summary>Starts a program that outlives this process: a session of its own, no pipes. Returns its id; fails like <see cref="Start"/>.</summary>
    int StartDetached(ProcessStart start);

    /// <summary>The full path of the program that runs under an id; null where none does, or it cannot be seen.</summary>
    string? ProgramOf(int processId);

    /// <summary>When a process started; null where there is none, or it cannot be seen. With its id it names the process for good.</summary>
    DateTimeOffset? StartTimeOf(int processId);

    /// <summary>The ids of the processes whose program has this file name, whatever folder it is in.</summary>
    IReadOnlyList<int> FindByName(string fileName);

    /// <summary>Ends a process that was started by <see cref="Start"/>, perhaps by an earlier process of the connector, with its descendants.</summary>
    void KillTree(int processId);

    /// <summary>The processes that run of a <see cref="ProcessStart.Family"/>: name and id, such as <c>sleep (1234)</c>. Empty where they cannot be told.</summary>
    IReadOnlyList<string> FindFamily(string family);

    /// <summary>Ends the processes of a <see cref="ProcessStart.Family"/>, where they can be told.</summary>
    void EndFamily(string family);

    /// <summary>Asks a process to end (<paramref name="force"/>: ends it). No failure where there is none.</summary>
    void Terminate(int processId, bool force);

    /// <summary>Limits this process with all that it starts from its first call on; asked on Windows only.</summary>
    /// <returns>What of it is not as it should be, and why; empty where all is.</returns>
    IReadOnlyList<string> Limit(ProcessLimits limits);
}

/// <summary>A program that was started with <see cref="IMachineProcesses.Start"/>. Disposing gives the pipes back; it does not end the program.</summary>
internal interface IMachineProcess : IAsyncDisposable
{
    int Id { get; }

    /// <summary>The standard output. Ends when the last process that holds it has ended.</summary>
    Stream Output { get; }

    /// <summary>The standard error, likewise.</summary>
    Stream Error { get; }

    /// <summary>The exit code; 128 + n where signal n ended it.</summary>
    Task<int> Exited { get; }

    /// <summary>Asks the program, all its descendants and its family to end (<paramref name="force"/>: ends them).</summary>
    void TerminateTree(bool force);
}
