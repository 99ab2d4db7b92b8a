using System.Globalization;
using System.Text;
using VsphereConnector.Connector.Journal;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Connector.Operations;
using VsphereConnector.Connector.Operations.RunTask;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Patches;

/// <summary>Runs the commands of a package manager: versions before and after, what it prints among the output of the operation.</summary>
internal sealed class PatchRun(IMachine machine, bool onWindows, IPatchManager manager, OutputSpool output)
{
    private const int OutputLimit = 4 * 1024 * 1024, ReadLimit = 16 * 1024 * 1024;

    public async Task<PatchResult> RunAsync(ProcessStart command, bool dryRun, RestartWindow? restart, CancellationToken cancellationToken)
    {
        var before = await VersionsAsync(cancellationToken);
        var (exitCode, text) = await RunAsync(command, cancellationToken);
        var outcome = manager.Explain(exitCode, text);
        if (outcome.Error is { } error)
        {
            throw new OperationFailedException(error);
        }

        var notes = outcome.Note is null ? new List<string>() : [outcome.Note];
        if (dryRun)
        {
            var planned = manager.ReadDryRun(text, before);
            return new PatchResult { Manager = manager.Name, DryRun = true, Changes = planned ?? [], Notes = planned is null ? [.. notes, "What would change is in the output."] : notes };
        }

        var isNeeded = outcome.RestartNeeded || manager.NeedsRestart(machine.Files) || await AskForRestartAsync(notes, cancellationToken);
        return new PatchResult
        {
            Manager = manager.Name,
            Changes = Differences(before, await VersionsAsync(cancellationToken)),
            RestartNeeded = isNeeded,
            RestartAt = isNeeded && restart is not null ? await RestartAsync(restart, notes, cancellationToken) : null,
            Notes = notes,
        };
    }

    private async Task<bool> AskForRestartAsync(List<string> notes, CancellationToken cancellationToken)
    {
        if (manager.RestartQuestion is not { } question)
        {
            return false;
        }

        var answer = await TryReadAsync(question.Command, cancellationToken) is var (exitCode, text) ? question.Read(exitCode, text) : null;
        if (answer is null)
        {
            notes.Add($"Whether the machine must be restarted is not known: it has no '{question.Command.Program} {string.Join(' ', question.Command.Arguments)}'.");
        }

        return answer ?? false;
    }

    /// <summary>What a command prints, and not among the output of the operation; null where there is no such program.</summary>
    private async Task<(int ExitCode, string Text)?> TryReadAsync(ProcessStart command, CancellationToken cancellationToken)
    {
        try
        {
            using var nowhere = new OutputSpool(machine.Files, "", static () => { });
            await using var process = machine.Processes.Start(command);
            var text = new StringBuilder();
            var (result, _) = await new TaskRun(process, nowhere, 0, machine.Time, (_, bytes) => Keep(text, bytes)).WaitAsync(cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            return (result.ExitCode, text.ToString());
        }
        catch (ProcessStartException)
        {
            return null;
        }
    }

    /// <summary>What a command prints, whatever it is; the exit code is explained where it is not 0.</summary>
    public async Task<string> ReadAsync(ProcessStart command, CancellationToken cancellationToken)
    {
        var (exitCode, text) = await RunAsync(command, cancellationToken);
        return exitCode == 0 ? text : throw new OperationFailedException(manager.Explain(exitCode, text).Error ?? PatchErrors.Failed(manager.Name, exitCode, ""));
    }

    private async Task<(int ExitCode, string Text)> RunAsync(ProcessStart command, CancellationToken cancellationToken)
    {
        try
        {
            await using var process = machine.Processes.Start(command);
            var text = new StringBuilder();
            var task = new TaskRun(process, output, OutputLimit, machine.Time, (_, bytes) => Keep(text, bytes));
            var (result, stopped) = await task.WaitAsync(cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            return (stopped ? -1 : result.ExitCode, text.ToString());
        }
        catch (ProcessStartException exception)
        {
            throw new OperationFailedException(PatchErrors.NotStarted(manager.Name, exception.Message));
        }
    }

    private static void Keep(StringBuilder text, ReadOnlySpan<byte> bytes)
    {
        lock (text)
        {
            if (text.Length < ReadLimit)
            {
                text.Append(Encoding.UTF8.GetString(bytes));
            }
        }
    }

    private async Task<IReadOnlyDictionary<string, string>> VersionsAsync(CancellationToken cancellationToken)
    {
        if (manager.ListVersions is not { } command)
        {
            return new Dictionary<string, string>();
        }

        using var nowhere = new OutputSpool(machine.Files, "", static () => { });
        await using var process = machine.Processes.Start(command);
        var text = new StringBuilder();
        await new TaskRun(process, nowhere, 0, machine.Time, (stream, bytes) => Keep(stream == OutputStream.Output ? text : new StringBuilder(), bytes)).WaitAsync(cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return PackageVersions.Read(text.ToString());
    }

    private static IReadOnlyList<PatchChange> Differences(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> after) =>
        [.. before.Keys.Union(after.Keys).Order(StringComparer.Ordinal)
            .Select(name => new PatchChange(name, before.GetValueOrDefault(name), after.GetValueOrDefault(name)))
            .Where(change => change.Before != change.After)];

    /// <summary>Restarts within the window, a minute from now at the earliest, so that the result is with the server before.</summary>
    private async Task<DateTimeOffset?> RestartAsync(RestartWindow window, List<string> notes, CancellationToken cancellationToken)
    {
        var soonest = machine.Time.GetUtcNow().AddMinutes(1);
        var at = window.From > soonest ? window.From : soonest;
        if (at > window.To)
        {
            notes.Add("The window for a restart is over: the machine was not restarted.");
            return null;
        }

        await ReadAsync(RestartCommand.In(at - machine.Time.GetUtcNow(), onWindows), cancellationToken);
        return at;
    }
}

/// <summary>The versions of packages, from lines with name, tab and version; dpkg's begin with a state and a tab.</summary>
internal static class PackageVersions
{
    /// <summary>Several of one name are kept together, as with kernels.</summary>
    public static IReadOnlyDictionary<string, string> Read(string text) => text.Split('\n')
        .Select(line => line.Split('\t'))
        .Where(parts => parts.Length == 2 || (parts.Length == 3 && IsThere(parts[0])))
        .GroupBy(parts => parts[^2], parts => parts[^1].Trim(), StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => string.Join(", ", group.Order(StringComparer.Ordinal)), StringComparer.Ordinal);

    /// <summary>Wholly or in part, as after a full disk: the second letter of the state is "n" where it is not, and "c" where only its configuration is.</summary>
    private static bool IsThere(string state) => state.Length > 1 && state[1] is not ('n' or 'c');
}

/// <summary>The command that restarts a machine after a while.</summary>
internal static class RestartCommand
{
    public static ProcessStart In(TimeSpan time, bool onWindows) => onWindows
        ? new()
        {
            Program = "shutdown.exe",
            Arguments = ["/r", "/t", Math.Ceiling(time.TotalSeconds).ToString(CultureInfo.InvariantCulture), "/d", "p:2:17", "/c", "Patches were installed."],
            WorkingDirectory = @"C:\Windows",
        }
        : LinuxCommand.Of("shutdown", "-r", string.Create(CultureInfo.InvariantCulture, $"+{Math.Ceiling(time.TotalMinutes)}"), "Patches were installed.");
}
