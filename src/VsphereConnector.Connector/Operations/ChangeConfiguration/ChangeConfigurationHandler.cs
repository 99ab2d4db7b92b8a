using System.Text.Json;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Daemon;
using VsphereConnector.Connector.Journal;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Installation;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Operations.ChangeConfiguration;

/// <summary>
/// Changes the configuration. What could cut the connector off is on trial until a server has been reached with it; if none is in time,
/// the former configuration comes back, also after a restart in between.
/// </summary>
internal sealed class ChangeConfigurationHandler(
    IMachine machine, ConnectorFolder folder, LiveSettings live, Throttles throttles, OperationJournal journal, CancellationToken connectorEnds) : IResumingHandler
{
    private readonly IMachineFiles _files = machine.Files;
    private readonly OneAtATime _oneAtATime = new();

    public OperationKind Kind => OperationKind.ChangeConfiguration;

    public async Task<HandlerResult> RunAsync(StartOperation start, OutputSpool output, CancellationToken cancellationToken)
    {
        var parameters = ParametersOf.Read(start.Parameters, ContractsJson.Default.ChangeConfigurationParameters);
        try
        {
            return await _oneAtATime.RunAsync(() => ChangeAsync(start, parameters, cancellationToken), cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new OperationFailedException(ConfigurationErrors.NotWritten(exception));
        }
    }

    public async Task<HandlerResult> ResumeAsync(Guid operationId, OutputSpool output, CancellationToken cancellationToken)
    {
        if (ConfigurationTrial.Read(_files, folder) is not { } trial || trial.OperationId != operationId)
        {
            throw new OperationFailedException(ConfigurationErrors.NothingChanged());
        }

        if (trial is { IsPassed: false, TakenBack: null })
        {
            trial = trial with { Restarts = trial.Restarts + 1 };
            trial.Write(_files, folder);
            return trial.Restarts > ConfigurationTrial.MostRestarts
                ? TakeBack(trial, "The connector was restarted again and again.")
                : await JudgeAsync(trial, cancellationToken);
        }

        return Answer(trial);
    }

    private async Task<HandlerResult> ChangeAsync(StartOperation start, ChangeConfigurationParameters parameters, CancellationToken cancellationToken)
    {
        var before = live.Current;
        var after = Checked(before, parameters);
        var changes = ConfigurationKeys.Differences(before, after);
        var result = new ChangeConfigurationResult { Changes = changes };
        if (!changes.Any(ConfigurationKeys.IsOfTheChannel))
        {
            Write(after);
            live.Replace(after, reconnect: false);
            return Answer(result);
        }

        journal.SetGoesOn(start);
        var trial = new ConfigurationTrial { OperationId = start.OperationId, Former = before, Result = result, TrialSeconds = parameters.TrialSeconds };
        trial.Write(_files, folder);
        Write(after);
        live.Replace(after, reconnect: true);
        return await JudgeAsync(trial, cancellationToken);
    }

    private ConnectorSettings Checked(ConnectorSettings before, ChangeConfigurationParameters parameters)
    {
        var (after, errors) = ConfigurationKeys.Apply(before, parameters);
        if (parameters.TrialSeconds is < ChangeConfigurationParameters.LeastTrialSeconds or > ChangeConfigurationParameters.MostTrialSeconds)
        {
            errors = [.. errors, $"trialSeconds must be from {ChangeConfigurationParameters.LeastTrialSeconds} to {ChangeConfigurationParameters.MostTrialSeconds}."];
        }

        errors = [.. errors, .. SettingsFile.Errors(after)];
        if (after.TempFolder is { } temp && temp != before.TempFolder && _files.KindOf(temp) != FileKind.Directory)
        {
            errors = [.. errors, $"tempFolder: there is no folder '{temp}' on the endpoint."];
        }

        return errors.Count == 0 ? after : throw new OperationFailedException(OperationErrors.BadParameters(string.Join(" ", errors)));
    }

    private async Task<HandlerResult> JudgeAsync(ConfigurationTrial trial, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(trial.TrialSeconds), machine.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await live.UntilReachedAsync(either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return TakeBack(trial, DaemonStatus.Read(_files, folder)?.Detail ?? "");
        }
        catch (OperationCanceledException) when (!connectorEnds.IsCancellationRequested)
        {
            Restore(trial with { TakenBack = "The operation was ended first." });
            throw;
        }

        trial = trial with { IsPassed = true };
        trial.Write(_files, folder);
        return Answer(trial);
    }

    private HandlerResult TakeBack(ConfigurationTrial trial, string reason)
    {
        trial = trial with { TakenBack = reason };
        Restore(trial);
        return Answer(trial);
    }

    /// <summary>First the configuration, then that it is so: between the two it is judged once more, and comes to the same end.</summary>
    private void Restore(ConfigurationTrial trial)
    {
        Write(trial.Former);
        live.Replace(trial.Former, reconnect: true);
        trial.Write(_files, folder);
    }

    private void Write(ConnectorSettings settings) => _files.WriteAtomically(
        folder.Configuration, JsonSerializer.SerializeToUtf8Bytes(settings, ContractsJson.Default.ConnectorSettings), FileModes.Private);

    private HandlerResult Answer(ConfigurationTrial trial) => trial.TakenBack is { } reason
        ? throw new OperationFailedException(ConfigurationErrors.TakenBack(trial.TrialSeconds, reason))
        : Answer(trial.Result);

    private HandlerResult Answer(ChangeConfigurationResult result) =>
        new(JsonSerializer.SerializeToElement(result with { Notes = throttles.Notes }, ContractsJson.Default.ChangeConfigurationResult));
}
