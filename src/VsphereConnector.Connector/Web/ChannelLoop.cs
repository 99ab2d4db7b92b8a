using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Daemon;
using VsphereConnector.Connector.Enrolment;
using VsphereConnector.Connector.Journal;
using VsphereConnector.Connector.Logging;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Connector.Network;
using VsphereConnector.Connector.Operations;
using VsphereConnector.Contracts.Installation;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Web;

/// <summary>Keeps a channel open for as long as the connector runs: the servers in turn, with back-off between failures.</summary>
internal sealed class ChannelLoop(
    IMachine machine,
    LiveSettings live,
    IdentityStore identities,
    OperationJournal journal,
    OperationExecutor executor,
    ChangeSignals changes,
    ChannelOpener opener,
    DaemonStatus status,
    ConnectorLog log)
{
    /// <summary>Attempts that failed in a row; -1 while a channel is open.</summary>
    private int _failures;
    private bool _isStreak;

    /// <summary>Returns when the server says that this is not the machine that was enrolled; else ends by cancellation.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var (settings, replaced) = live.Now;
            using var either = CancellationTokenSource.CreateLinkedTokenSource(replaced, cancellationToken);
            try
            {
                if (!await ServeAsync(settings, either.Token))
                {
                    return;
                }
            }
            catch (OperationCanceledException) when (replaced.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                (_failures, _isStreak) = (0, false);
            }
        }
    }

    /// <summary>One attempt, and the wait after it. False where the server says that this is not the machine that was enrolled.</summary>
    private async Task<bool> ServeAsync(ConnectorSettings settings, CancellationToken cancellationToken)
    {
        var (round, index) = Math.DivRem(_failures, settings.ServerUrls.Count);
        var url = settings.ServerUrls[index];
        try
        {
            await ConnectAsync(settings, url, round, cancellationToken);
        }
        catch (ChannelClosedException closed) when (closed.Code == ChannelCloseCodes.NotThisMachine)
        {
            status.Set(ChannelState.NotThisMachine, url, CloneRule.Explanation);
            log.Error($"{url} closed the channel: {closed.Message} {CloneRule.Explanation}");
            return false;
        }
        catch (Exception exception) when (IsFailure(exception))
        {
            // A connection that breaks while the connector is told to end is no fault of it.
            cancellationToken.ThrowIfCancellationRequested();
            Report(url, exception);
        }

        await Task.Delay(BackOff.Delay(Math.Max(_failures, 0), machine.Random.NextDouble()), machine.Time, cancellationToken);
        _failures++;
        return true;
    }

    private static bool IsFailure(Exception exception) =>
        ServerFailure.Is(exception) || exception is ChannelClosedException or ChannelRefusedException or ConfigurationException;

    private async Task ConnectAsync(ConnectorSettings settings, string url, int round, CancellationToken cancellationToken)
    {
        var trust = new ServerTrust(settings.CertificateAuthority, machine.Time);
        try
        {
            var (identity, isNew) = identities.Open(round);
            using var channel = await opener.OpenAsync(settings, url, identity, trust, cancellationToken);
            await ConverseAsync(channel, settings, url, isNew, cancellationToken);
        }
        catch (Exception exception) when (ServerFailure.Is(exception) && !cancellationToken.IsCancellationRequested)
        {
            throw new IOException(ServerFailure.Describe(exception, url, trust), exception);
        }
    }

    private async Task ConverseAsync(WebChannel channel, ConnectorSettings settings, string url, bool isNewIdentity, CancellationToken cancellationToken)
    {
        var unconfirmed = journal.Unconfirmed.Select(entry => entry.OperationId).ToList();
        var welcome = await opener.GreetAsync(channel, unconfirmed, cancellationToken);
        if (isNewIdentity)
        {
            identities.Promote();
        }

        (_failures, _isStreak) = (-1, false);
        status.Set(ChannelState.Open, url, detail: null);
        log.Information($"The channel to {url} is open.");
        live.SetReached(settings);
        using var changed = changes.Subscribe();
        using var session = new ChannelSession(channel, journal, executor, changed, machine.Files, machine.Time);
        session.Resume(unconfirmed, welcome);
        await session.RunAsync(cancellationToken);
    }

    /// <summary>The first failure of a streak is a line in the log; the state file has the last.</summary>
    private void Report(string url, Exception exception)
    {
        var reason = exception is ChannelClosedException closed ? $"{url} closed the channel ({closed.Code}): {Explain(closed)}" : exception.Message;
        status.Set(ChannelState.Connecting, url, reason);
        if (!_isStreak)
        {
            log.Warning($"{reason} It is tried again until it works.");
            _isStreak = true;
        }
        else
        {
            log.Debug(reason);
        }
    }

    private static string Explain(ChannelClosedException closed) => closed.Code switch
    {
        ChannelCloseCodes.Unknown => "The server does not know this connector any more: install it anew, or uninstall it.",
        ChannelCloseCodes.Unsupported => "The server does not speak this connector's protocol: upgrade the connector.",
        _ => closed.Message,
    };
}
