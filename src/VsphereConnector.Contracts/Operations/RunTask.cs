using System.Text.Json.Serialization;

namespace VsphereConnector.Contracts.Operations;

/// <summary>
/// What <see cref="OperationKind.RunTask"/> runs: a script by an interpreter, a program, or steps of these one after the other. Exactly one
/// of <see cref="Script"/>, <see cref="ScriptSha256"/>, <see cref="Program"/> and <see cref="Steps"/> is given.
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

    /// <summary>A script on the server instead, by its SHA-256 in lower-case hex: for one that is long, or used often.</summary>
    public string? ScriptSha256 { get; init; }

    /// <summary>A program to run without an interpreter: a full path or a name on the endpoint's PATH.</summary>
    public string? Program { get; init; }

    /// <summary>Handed over as they are: no shell parses them.</summary>
    public IReadOnlyList<string> Arguments { get => field ?? []; init; }

    /// <summary>Added to the connector's own environment; a value here wins.</summary>
    public IReadOnlyDictionary<string, string> Environment { get => field ?? new Dictionary<string, string>(); init; }

    /// <summary>Where it runs. Default: the connector's work folder.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>
    /// The account it runs as. Default: the connector's own. Only root may choose another, on Windows only SYSTEM. No password is needed; so on
    /// Windows the task has no identity on other machines. There an account is <c>name</c>, <c>DOMAIN\name</c>, <c>name@domain</c>,
    /// <c>LocalService</c> or <c>NetworkService</c>, and needs the right to log on as a batch job.
    /// </summary>
    public string? RunAs { get; init; }

    /// <summary>How many bytes of each stream are kept; what follows is read and thrown away, and the result says so.</summary>
    public int OutputLimit { get => field == 0 ? DefaultOutputLimit : field; init; }

    /// <summary>
    /// Added to the environment like <see cref="Environment"/>, of every step. The values are in no record and no log, and are taken out of
    /// what the task writes.
    /// </summary>
    public IReadOnlyDictionary<string, string> SecretEnvironment { get => field ?? new Dictionary<string, string>(); init; }

    /// <summary>A workflow: steps in their order.</summary>
    public IReadOnlyList<TaskStep> Steps { get => field ?? []; init; }

    /// <summary>How many steps a workflow may have.</summary>
    public const int MaximumSteps = 100;
}

/// <summary>A step of a workflow; its members are those of <see cref="RunTaskParameters"/> where the names are the same.</summary>
public sealed record TaskStep
{
    /// <summary>Tells it from the other steps.</summary>
    public required string Name { get; init; }

    /// <inheritdoc cref="RunTaskParameters.Interpreter"/>
    public string? Interpreter { get; init; }

    /// <inheritdoc cref="RunTaskParameters.Script"/>
    public string? Script { get; init; }

    /// <inheritdoc cref="RunTaskParameters.ScriptSha256"/>
    public string? ScriptSha256 { get; init; }

    /// <inheritdoc cref="RunTaskParameters.Program"/>
    public string? Program { get; init; }

    /// <inheritdoc cref="RunTaskParameters.Arguments"/>
    public IReadOnlyList<string> Arguments { get => field ?? []; init; }

    /// <inheritdoc cref="RunTaskParameters.Environment"/>
    public IReadOnlyDictionary<string, string> Environment { get => field ?? new Dictionary<string, string>(); init; }

    /// <inheritdoc cref="RunTaskParameters.WorkingDirectory"/>
    public string? WorkingDirectory { get; init; }

    /// <inheritdoc cref="RunTaskParameters.RunAs"/>
    public string? RunAs { get; init; }

    /// <summary>After so many seconds the step and its processes are ended; null for the time-out of the operation alone.</summary>
    public double? TimeoutSeconds { get; init; }

    /// <summary>The exit codes that mean success. Default: 0.</summary>
    public IReadOnlyList<int> SuccessExitCodes { get => field ?? [0]; init; }

    /// <summary>The workflow goes on where this step fails.</summary>
    public bool ContinueOnError { get; init; }

    /// <summary>When the step runs; null for always.</summary>
    public StepCondition? When { get; init; }
}

/// <summary>A step runs where an earlier one ended so; one that did not run ended with none.</summary>
/// <param name="Step">The name of the earlier step.</param>
/// <param name="ExitCodes">The exit codes that it must have ended with.</param>
/// <param name="Not">It must have ended with none of them.</param>
public sealed record StepCondition(string Step, IReadOnlyList<int> ExitCodes, bool Not = false);

/// <summary>How a step ended.</summary>
public sealed record TaskStepResult
{
    /// <summary>The step's name.</summary>
    public required string Name { get; init; }

    /// <summary>How it ended.</summary>
    public required TaskStepState State { get; init; }

    /// <summary>The exit code; null where it did not run.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Where its output begins in that of the operation, in bytes of both streams.</summary>
    public long OutputFrom { get; init; }

    /// <summary>Where it ends.</summary>
    public long OutputTo { get; init; }

    /// <summary>Some of its output is not kept.</summary>
    public bool OutputCut { get; init; }

    /// <summary>How long it ran.</summary>
    public double Seconds { get; init; }

    /// <summary>Why it could not be started; null where it was.</summary>
    public OperationError? Error { get; init; }
}

/// <summary>How a step of a workflow ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TaskStepState>))]
public enum TaskStepState
{
    /// <summary>With one of its success exit codes.</summary>
    Succeeded,

    /// <summary>With another exit code, or it could not be started.</summary>
    Failed,

    /// <summary>Its time-out passed.</summary>
    TimedOut,

    /// <summary>Its condition was not met, or a step before it failed.</summary>
    Skipped,
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

    /// <summary>Of a workflow, its steps. Its exit code is that of the step that ended it, else that of the last one that ran.</summary>
    public IReadOnlyList<TaskStepResult>? Steps { get; init; }

    /// <summary>
    /// Processes that it started and that run on after its own end, such as <c>nginx (1234)</c>: they are left alone, as a task may start a
    /// daemon. Null for none, and where they cannot be told (Windows).
    /// </summary>
    public IReadOnlyList<string>? StillRunning { get; init; }
}
