namespace VsphereConnector.Contracts.Operations;

/// <summary>
/// What <see cref="OperationKind.RunTask"/> runs: a script by an interpreter, or a program. Exactly one of
/// <see cref="Script"/> and <see cref="Program"/> is given.
/// </summary>
public sealed record RunTaskParameters
{
    /// <summary>The least and the most that a stream may be allowed to keep, in bytes.</summary>
    public const int MinimumOutputLimit = 1024, MaximumOutputLimit = 16 * 1024 * 1024;

    /// <summary>What a stream keeps unless told otherwise, in bytes.</summary>
    public const int DefaultOutputLimit = 1024 * 1024;

    /// <summary>The program that reads the script: a full path or a name on the endpoint's PATH. Default: <c>/bin/sh</c>, on Windows <c>cmd.exe</c>.</summary>
    public string? Interpreter { get; init; }

    /// <summary>The text of a script; it is put into a file that only the running user can read, and removed afterwards.</summary>
    public string? Script { get; init; }

    /// <summary>A program to run without an interpreter: a full path or a name on the endpoint's PATH.</summary>
    public string? Program { get; init; }

    /// <summary>Handed over as they are: no shell parses them.</summary>
    public IReadOnlyList<string> Arguments { get => field ?? []; init; }

    /// <summary>Added to the connector's own environment; a value here wins.</summary>
    public IReadOnlyDictionary<string, string> Environment { get => field ?? new Dictionary<string, string>(); init; }

    /// <summary>Where it runs. Default: the connector's work folder.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>The account it runs as. Default: the connector's own. Only root may choose another.</summary>
    public string? RunAs { get; init; }

    /// <summary>How many bytes of each stream are kept; what follows is read and thrown away, and the result says so.</summary>
    public int OutputLimit { get => field == 0 ? DefaultOutputLimit : field; init; }
}

/// <summary>How a task ended. A task that ran is a success whatever its exit code; the ledger's state says more.</summary>
public sealed record RunTaskResult
{
    /// <summary>The exit code; 128 + n where signal n ended it.</summary>
    public required int ExitCode { get; init; }

    /// <summary>Bytes that the task wrote to its standard output, kept or not.</summary>
    public required long OutputBytes { get; init; }

    /// <summary>Bytes that the task wrote to its standard error, kept or not.</summary>
    public required long ErrorBytes { get; init; }

    /// <summary>The standard output was longer than the limit and is cut.</summary>
    public bool OutputCut { get; init; }

    /// <summary>The standard error was longer than the limit and is cut.</summary>
    public bool ErrorCut { get; init; }
}
