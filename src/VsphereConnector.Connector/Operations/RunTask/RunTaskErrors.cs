using VsphereConnector.Connector.Machines;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.Operations.RunTask;

/// <summary>Why a task could not be run, and what to do.</summary>
internal static class RunTaskErrors
{
    /// <summary>The exit code of a step that could not be started, as shells have it.</summary>
    public const int NotStartedExitCode = 127;

    public static OperationError UnknownAccount(string account) => new(
        "account-unknown", $"There is no account '{account}' on the endpoint.", "Create the account, or name another in runAs.");

    public static OperationError CannotPrepare(Exception exception) => new(
        "task-not-prepared",
        $"The script could not be put into the connector's work folder: {exception.Message}",
        "Make room on the endpoint's disk and see that the connector may write to its folder.");

    public static OperationError CannotStart(ProcessStartException exception, bool isInterpreter) => exception.Reason switch
    {
        ProcessStartFailure.ProgramMissing when isInterpreter => new(
            "interpreter-missing", exception.Message, "Install the interpreter on the endpoint, or name another."),
        ProcessStartFailure.ProgramMissing => new(
            "program-missing", exception.Message, "Give the full path of a program that is on the endpoint."),
        ProcessStartFailure.ProgramNotExecutable => new(
            "program-not-executable", exception.Message, "Give it the right to be executed (chmod +x), or name another."),
        ProcessStartFailure.FolderMissing => new(
            "folder-missing", exception.Message, "Create the folder on the endpoint, or name another in workingDirectory."),
        ProcessStartFailure.RunAsNotPermitted => new(
            "run-as-not-permitted", exception.Message, "Install the connector to run as root, on Windows as SYSTEM, or leave runAs out."),
        ProcessStartFailure.RunAsNotPossible => new(
            "run-as-not-possible", exception.Message, "Install util-linux on the endpoint, or leave runAs out."),
        ProcessStartFailure.RunAsRightMissing => new(
            "run-as-right-missing", exception.Message, "Give the account the right 'Log on as a batch job' on the endpoint, or name another in runAs."),
        ProcessStartFailure.RunAsRefused => new(
            "run-as-refused", exception.Message,
            "See that the account is enabled and not locked out, and that the endpoint reaches a controller of its domain; or name another in runAs."),
        _ => new("program-not-started", $"The program did not start: {exception.Message}", "Try the same command on the endpoint by hand."),
    };
}
