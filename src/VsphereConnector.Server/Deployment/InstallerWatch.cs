using System.Globalization;
using System.Net;
using VsphereConnector.Contracts.Installation;
using VsphereConnector.Server.Enrolment;
using VsphereConnector.Server.Operations;
using VsphereConnector.Vim25.Guest;

namespace VsphereConnector.Server.Deployment;

/// <summary>
/// Waits for an installer that runs in a guest. The connector's own channel tells first that it is there, so the guest is asked seldom,
/// and once more when the channel is open.
/// </summary>
internal sealed class InstallerWatch(
    OperationRun run, IGuestWorkspace guest, EnrolmentSubject subject, InstallationKit kit, string folder, long? processId)
{
    // It was open already, as the installer waits for it; after a restart of the server thousands may come back before it.
    private static readonly TimeSpan ChannelPatience = TimeSpan.FromMinutes(2);

    private static readonly RetrySchedule SpoolLooks = new(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(4));

    /// <summary>Waits for the end of the installer, and for the channel where it succeeded.</summary>
    /// <exception cref="OperationException">It ended without a trace, or its channel did not open.</exception>
    public async Task<(InstallSpool Spool, Connector? Connector)> WatchAsync(CancellationToken cancellationToken)
    {
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var channel = kit.WaitForChannelAsync(run.Operation, subject, watching.Token);
        try
        {
            var spool = await PollAsync(channel, cancellationToken);
            if (channel.IsCompletedSuccessfully || spool.ExitCode == InstallExitCodes.Success)
            {
                return (spool, await WaitForChannelAsync(channel, cancellationToken));
            }

            return (spool, null);
        }
        finally
        {
            await watching.CancelAsync();
        }
    }

    private async Task<InstallSpool> PollAsync(Task<Connector> channel, CancellationToken cancellationToken)
    {
        for (var look = 1; !await IsOverAsync(channel, kit.Polls.Delay(look), cancellationToken); look++)
        {
            if (processId is { } id && !await guest.HasEndedAsync(folder, id, cancellationToken))
            {
                continue;
            }

            if (await guest.ReadSpoolAsync(folder, cancellationToken) is { } early)
            {
                return early;
            }

            if (processId is not null)
            {
                throw new OperationException(DeploymentErrors.Vanished(subject.Name));
            }
        }

        await run.ReportAsync("channel", "The connector has enrolled and opened its channel.", 90, cancellationToken: cancellationToken);
        return await ReadSpoolAsync(cancellationToken);
    }

    private async Task<bool> IsOverAsync(Task<Connector> channel, TimeSpan patience, CancellationToken cancellationToken)
    {
        await guest.StandAsideAsync(Task.WhenAny(channel, Task.Delay(patience, kit.Time, cancellationToken)), cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return channel.IsCompleted;
    }

    private async Task<InstallSpool> ReadSpoolAsync(CancellationToken cancellationToken)
    {
        for (var look = 1; ; look++)
        {
            await guest.StandAsideAsync(Task.Delay(SpoolLooks.Delay(look), kit.Time, cancellationToken), cancellationToken);
            try
            {
                if (await guest.ReadSpoolAsync(folder, cancellationToken) is { } spool)
                {
                    return spool;
                }
            }
            catch (GuestFileTransferException exception) when (exception.Status == HttpStatusCode.InternalServerError)
            {
                // Some servers look for the file only when it is fetched, and the installer may still be about to write it.
            }
        }
    }

    private async Task<Connector> WaitForChannelAsync(Task<Connector> channel, CancellationToken cancellationToken)
    {
        if (!channel.IsCompleted)
        {
            await run.ReportAsync(
                "channel-awaited", string.Create(CultureInfo.InvariantCulture, $"The installer has succeeded; its connector gets {ChannelPatience.TotalMinutes:0} min to open its channel."), 90, cancellationToken: cancellationToken);
        }

        try
        {
            return await channel.WaitAsync(ChannelPatience, kit.Time, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new OperationException(DeploymentErrors.NeverConnected(subject.Name));
        }
    }
}
