using System.Text.Json;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.Operations.RunTask;

/// <summary>Reads the parameters of a task and refuses those that cannot work, all reasons at once.</summary>
internal static class RunTaskValidation
{
    /// <exception cref="OperationFailedException">They are wrong.</exception>
    public static RunTaskParameters Read(JsonElement? element)
    {
        var parameters = ParametersOf.Read(element, ContractsJson.Default.RunTaskParameters);
        var errors = Errors(parameters).ToList();
        return errors.Count == 0 ? parameters : throw new OperationFailedException(OperationErrors.BadParameters(string.Join(" ", errors)));
    }

    private static IEnumerable<string> Errors(RunTaskParameters parameters)
    {
        if (parameters.Script is null == parameters.Program is null)
        {
            yield return "Exactly one of script and program must be given.";
        }

        if (parameters is { Program: not null, Interpreter: not null })
        {
            yield return "An interpreter is for a script, not for a program.";
        }

        if (parameters.Program is "" || parameters.Interpreter is "" || parameters.WorkingDirectory is "" || parameters.RunAs is "")
        {
            yield return "A program, interpreter, working directory or account may be left out, but not be empty.";
        }

        if (parameters.OutputLimit is < RunTaskParameters.MinimumOutputLimit or > RunTaskParameters.MaximumOutputLimit)
        {
            yield return $"outputLimit is not within {RunTaskParameters.MinimumOutputLimit} and {RunTaskParameters.MaximumOutputLimit}.";
        }

        if (parameters.Environment is null || parameters.Environment.Any(pair => !IsName(pair.Key) || pair.Value is null || pair.Value.Contains('\0')))
        {
            yield return "A name in the environment is empty or has '=' in it, or a value is missing or has a null character.";
        }

        if (parameters.Arguments is null || parameters.Arguments.Any(argument => argument is null || argument.Contains('\0')))
        {
            yield return "An argument is missing or has a null character.";
        }
    }

    private static bool IsName(string name) => name.Length > 0 && !name.AsSpan().ContainsAny('=', '\0');
}
