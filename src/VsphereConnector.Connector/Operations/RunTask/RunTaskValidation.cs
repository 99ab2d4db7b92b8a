using System.Text.Json;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Operations.RunTask;

/// <summary>Reads the parameters of a task and refuses those that cannot work, all reasons at once.</summary>
internal static class RunTaskValidation
{
    private const int LongestName = 64;

    /// <exception cref="OperationFailedException">They are wrong.</exception>
    public static RunTaskParameters Read(JsonElement? element)
    {
        var task = ParametersOf.Read(element, ContractsJson.Default.RunTaskParameters);
        var errors = Errors(task).ToList();
        return errors.Count == 0 ? task : throw new OperationFailedException(OperationErrors.BadParameters(string.Join(" ", errors)));
    }

    /// <summary>A task without steps, as a step.</summary>
    public static TaskStep SingleStep(RunTaskParameters task) => new()
    {
        Name = "task",
        Interpreter = task.Interpreter,
        Script = task.Script,
        ScriptSha256 = task.ScriptSha256,
        Program = task.Program,
        Arguments = task.Arguments,
        WorkingDirectory = task.WorkingDirectory,
        RunAs = task.RunAs,
    };

    private static IEnumerable<string> Errors(RunTaskParameters task)
    {
        if (task.OutputLimit is < RunTaskParameters.MinimumOutputLimit or > RunTaskParameters.MaximumOutputLimit)
        {
            yield return $"outputLimit is not within {RunTaskParameters.MinimumOutputLimit} and {RunTaskParameters.MaximumOutputLimit}.";
        }

        if (!IsEnvironment(task.Environment) || !IsEnvironment(task.SecretEnvironment))
        {
            yield return "A name in the environment is empty or has '=' in it, or a value is missing or has a null character.";
        }

        foreach (var error in task.Steps.Count > 0 ? WorkflowErrors(task) : StepErrors(SingleStep(task)))
        {
            yield return error;
        }
    }

    private static IEnumerable<string> WorkflowErrors(RunTaskParameters task)
    {
        if (task.Script is not null || task.ScriptSha256 is not null || task.Program is not null || task.Interpreter is not null || task.Arguments.Count > 0
            || task.WorkingDirectory is not null || task.RunAs is not null)
        {
            yield return "With steps, what is to be run is said in the steps alone.";
        }

        if (task.Steps.Count > RunTaskParameters.MaximumSteps)
        {
            yield return $"There are more than {RunTaskParameters.MaximumSteps} steps.";
        }

        var before = new HashSet<string>(StringComparer.Ordinal);
        foreach (var step in task.Steps)
        {
            if (step?.Name is not { Length: > 0 and <= LongestName } || !before.Add(step.Name))
            {
                yield return $"A step has no name of up to {LongestName} characters, or that of another one.";
                continue;
            }

            foreach (var error in StepErrors(step).Concat(ConditionErrors(step, before)))
            {
                yield return $"Step '{step.Name}': {error}";
            }
        }
    }

    private static IEnumerable<string> StepErrors(TaskStep step)
    {
        if (new[] { step.Script, step.ScriptSha256, step.Program }.Count(given => given is not null) != 1)
        {
            yield return "Exactly one of script, scriptSha256 and program must be given.";
        }

        if (step.ScriptSha256 is { } sha256 && !TransferLimits.IsSha256(sha256))
        {
            yield return "scriptSha256 is not a SHA-256 in lower-case hex.";
        }

        if (step is { Program: not null, Interpreter: not null })
        {
            yield return "An interpreter is for a script, not for a program.";
        }

        if (step.Program is "" || step.Interpreter is "" || step.WorkingDirectory is "" || step.RunAs is "")
        {
            yield return "A program, interpreter, working directory or account may be left out, but not be empty.";
        }

        if (step.Arguments.Any(argument => argument is null || argument.Contains('\0')))
        {
            yield return "An argument is missing or has a null character.";
        }
    }

    private static IEnumerable<string> ConditionErrors(TaskStep step, HashSet<string> before)
    {
        if (!IsEnvironment(step.Environment))
        {
            yield return "A name in the environment is empty or has '=' in it, or a value is missing or has a null character.";
        }

        if (step.TimeoutSeconds is { } seconds && seconds is not (> 0 and <= 2_592_000))
        {
            yield return "timeoutSeconds is not more than 0 and at most 30 days.";
        }

        if (step.When is { } when && (when.Step == step.Name || when.Step is null || !before.Contains(when.Step) || when.ExitCodes is not { Count: > 0 }))
        {
            yield return "'when' names no earlier step, or no exit codes.";
        }
    }

    private static bool IsEnvironment(IReadOnlyDictionary<string, string>? environment) =>
        environment is not null && environment.All(pair => IsName(pair.Key) && pair.Value is not null && !pair.Value.Contains('\0'));

    private static bool IsName(string name) => name.Length > 0 && !name.AsSpan().ContainsAny('=', '\0');
}
