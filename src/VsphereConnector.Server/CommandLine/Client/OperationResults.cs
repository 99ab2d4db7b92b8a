using System.Globalization;
using System.Text.Json;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Api;

namespace VsphereConnector.Server.CommandLine.Client;

/// <summary>The results of operations in words: one line for a table, and what else there is to know.</summary>
internal static class OperationResults
{
    public static T? Read<T>(OperationView operation)
        where T : class => operation.Result?.Deserialize<T>(ApiJson.Options);

    /// <summary>What came of it, or how far it is.</summary>
    public static string Summary(OperationView operation) => operation switch
    {
        { Error: { } error } => error.Message,
        { Result: null } => operation.Step ?? "",
        { Kind: OperationKind.RunTask } => Task(Read<RunTaskResult>(operation)!),
        { Kind: OperationKind.GetStatus } => Status(Read<ConnectorStatus>(operation)!),
        { Kind: OperationKind.InstallConnector, Result: { } result } when result.TryGetProperty("connectorId", out var id) => $"connector {id}",
        { Kind: OperationKind.InstallAgent or OperationKind.StartAgent or OperationKind.StopAgent or OperationKind.UninstallAgent } => Agent(Read<AgentResult>(operation)!),
        { Kind: OperationKind.InstallPatch or OperationKind.UninstallPatch } => Patch(Read<PatchResult>(operation)!),
        { Kind: OperationKind.ChangeConfiguration } => Read<ChangeConfigurationResult>(operation)!.Changes.Count is > 0 and var count ? Count(count, "key") + " changed" : "was so already",
        { Kind: OperationKind.RetrieveLogs } => Logs(Read<RetrieveLogsResult>(operation)!),
        { Kind: OperationKind.UpgradeConnector } => Upgrade(Read<UpgradeConnectorResult>(operation)!),
        { Kind: OperationKind.UninstallConnector } => Read<UninstallConnectorResult>(operation)!.Residue.Count is > 0 and var count ? $"removed; {count} left" : "removed; nothing left",
        _ => operation.Step ?? "",
    };

    /// <summary>What the summary leaves out, a line each.</summary>
    public static IEnumerable<string> Details(OperationView operation) => operation switch
    {
        { Result: null } => [],
        { Kind: OperationKind.RunTask } => StepsOf(Read<RunTaskResult>(operation)!),
        { Kind: OperationKind.GetStatus } => Findings(Read<ConnectorStatus>(operation)!),
        { Kind: OperationKind.InstallAgent or OperationKind.StartAgent or OperationKind.StopAgent or OperationKind.UninstallAgent } => Read<AgentResult>(operation)!.Notes,
        { Kind: OperationKind.InstallPatch or OperationKind.UninstallPatch } => Changes(Read<PatchResult>(operation)!),
        { Kind: OperationKind.ChangeConfiguration } => Keys(Read<ChangeConfigurationResult>(operation)!),
        { Kind: OperationKind.UninstallConnector } => Read<UninstallConnectorResult>(operation)!.Residue.Select(left => $"{left.What} is left: {left.Why}"),
        _ => [],
    };

    private static string Task(RunTaskResult result) => $"exit code {result.ExitCode}"
        + (result.Steps is { } steps ? $" after {Count(steps.Count(step => step.State != TaskStepState.Skipped), "step")}" : "")
        + (result.OutputCut || result.ErrorCut ? ", output cut" : "");

    private static IEnumerable<string> StepsOf(RunTaskResult result) =>
        [.. (result.Steps ?? []).Select(Step), .. (result.StillRunning ?? []).Select(process => $"still running: {process}")];

    private static string Step(TaskStepResult step) => string.Create(
        CultureInfo.InvariantCulture,
        $"{step.Name}: {step.State}{(step.ExitCode is { } code ? $", exit code {code}" : "")}{(step.State == TaskStepState.Skipped ? "" : $", {step.Seconds:0.0} s")}. {step.Error?.Message}").TrimEnd();

    private static string Status(ConnectorStatus status) => Wrong(status).Count() is > 0 and var count
        ? $"connector {status.Version}, {count} of {status.Checks.Count} checks not good"
        : $"connector {status.Version}, all {status.Checks.Count} checks good";

    private static IEnumerable<string> Findings(ConnectorStatus status) =>
    [
        .. Wrong(status).Select(check => $"{check.State}: {check.Name}. {check.Detail}".TrimEnd()),
        .. status.Agents.Select(agent => $"agent {agent.Name} {agent.Version}: {agent.State}{(agent.Restarts > 0 ? $", started again {agent.Restarts} times in 24 hours" : "")}"),
        .. status.LastErrors.Select(line => $"log: {line}"),
    ];

    private static IEnumerable<StatusCheck> Wrong(ConnectorStatus status) => status.Checks.Where(check => check.State is not (CheckState.Good or CheckState.NotApplicable));

    private static string Agent(AgentResult result) => $"{$"{result.Name} {result.Version}".TrimEnd()}: {result.State}"
        + (result.AlreadySo ? ", was so already" : result.VersionBefore is { } before && before != result.Version ? $", was {before}" : "");

    private static string Patch(PatchResult result) => (result.DryRun ? $"{result.Manager} would change " : $"{result.Manager} changed ") + Count(result.Changes.Count, "package")
        + (result.RestartAt is { } at ? $", restarts at {Printer.Time(at)}" : result.RestartNeeded ? ", restart needed" : "");

    private static IEnumerable<string> Changes(PatchResult result) =>
        [.. result.Changes.Select(change => $"{change.Name}: {change.Before ?? "not installed"} -> {change.After ?? "removed"}"), .. result.Notes];

    private static IEnumerable<string> Keys(ChangeConfigurationResult result) =>
        [.. result.Changes.Select(change => $"{change.Key}: {change.Before ?? "none"} -> {change.After ?? "none"}"), .. result.Notes];

    private static string Logs(RetrieveLogsResult result) =>
        $"{Count(result.Lines, "line")}{(result.IsCut ? ", older ones left out" : "")}, {result.Bytes.ToString("N0", CultureInfo.InvariantCulture)} bytes compressed";

    private static string Upgrade(UpgradeConnectorResult result) => result.AlreadySo ? $"{result.Version} ran already" : $"{result.VersionBefore} -> {result.Version}";

    private static string Count(int count, string what) => count == 1 ? $"1 {what}" : string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}s");
}
