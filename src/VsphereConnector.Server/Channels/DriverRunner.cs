using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Channels;

/// <summary>
/// Carries operations out over the first driver that leads to their endpoint. Where it fails, the next one takes over; that nothing is
/// done twice for it is seen to by the journal of the endpoint.
/// </summary>
internal sealed class DriverRunner(IEnumerable<IDriver> drivers, DriverEndpoints endpoints, Suspensions suspensions, TimeProvider time) : IOperationRunner
{
    /// <summary>Whatever opens or resumes a driver wakes what waits for it; this is for a wake-up that was lost.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    private static readonly OperationChannel[] Preference =
        [OperationChannel.Web, OperationChannel.GuestOperations, OperationChannel.Ssh, OperationChannel.Smb];

    private readonly IReadOnlyList<IDriver> _drivers = [.. drivers.OrderBy(driver => Array.IndexOf(Preference, driver.Channel))];

    public bool Carries(OperationKind kind) => _drivers.Any(driver => driver.Carries(kind));

    public async Task<OperationEnd> RunAsync(OperationRun run, CancellationToken cancellationToken)
    {
        if (run.GetCheckpoint(ExchangeJson.Default.ExchangeCheckpoint)?.Finished is { } finished)
        {
            return EndpointReport.Of(finished, run.StopReason);
        }

        try
        {
            return await RouteAsync(run, await endpoints.ForAsync(run, cancellationToken), cancellationToken);
        }
        catch (OperationException exception)
        {
            return new OperationEnd.Failed(exception.Error);
        }
    }

    private async Task<OperationEnd> RouteAsync(OperationRun run, DriverEndpoint endpoint, CancellationToken cancellationToken)
    {
        var failed = new Dictionary<OperationChannel, OperationError>();
        while (true)
        {
            var candidates = await LookAsync(run, endpoint, failed, cancellationToken);
            switch (DriverChoice.Of(candidates, time.GetUtcNow()))
            {
                case DriverChoice.Use use:
                    if (use.Because is { } because)
                    {
                        await run.ReportAsync("driver", $"Goes over {use.Driver}: {because.Message}", level: EventLevel.Warning, cancellationToken: CancellationToken.None);
                    }

                    if (await TryAsync(run, endpoint, candidates[^1], failed, cancellationToken) is { } end)
                    {
                        return end;
                    }

                    endpoint = endpoint with { Key = run.Operation.Target.InstanceUuid };
                    break;
                case DriverChoice.Wait wait:
                    return End(run, cancellationToken) ?? new OperationEnd.RetryAt(wait.Until ?? time.GetUtcNow() + LongestWait, wait.Why);
                case DriverChoice.Impossible impossible:
                    return End(run, cancellationToken) ?? new OperationEnd.Failed(impossible.Why);
            }
        }
    }

    private async Task<IReadOnlyList<DriverCandidate>> LookAsync(
        OperationRun run, DriverEndpoint endpoint, IReadOnlyDictionary<OperationChannel, OperationError> failed, CancellationToken cancellationToken)
    {
        var suspended = endpoint.Key is { } key ? await suspensions.OfAsync(key, CancellationToken.None) : [];
        var candidates = new List<DriverCandidate>();
        foreach (var driver in _drivers.Where(driver => driver.Carries(run.Operation.Kind)))
        {
            var candidate = new DriverCandidate(
                driver.Channel,
                await driver.OfferAsync(run, endpoint, cancellationToken),
                suspended.FirstOrDefault(suspension => suspension.Driver == driver.Channel),
                failed.GetValueOrDefault(driver.Channel));
            candidates.Add(candidate);
            if (candidate.IsUsableAt(time.GetUtcNow()))
            {
                break; // those behind it do not count
            }
        }

        return candidates;
    }

    /// <summary>Null: the driver failed, and that is written down.</summary>
    private async Task<OperationEnd?> TryAsync(
        OperationRun run, DriverEndpoint endpoint, DriverCandidate used, Dictionary<OperationChannel, OperationError> failed, CancellationToken cancellationToken)
    {
        var (channel, setup, began) = (used.Driver, (used.Offer as DriverOffer.Usable)?.Setup, time.GetUtcNow());
        try
        {
            var end = await _drivers.First(driver => driver.Channel == channel).RunAsync(run, endpoint, cancellationToken);
            if (end is not OperationEnd.RetryAt && used.Suspension is not null && endpoint.Key is { } key)
            {
                await suspensions.ResetAsync(key, channel, CancellationToken.None);
            }

            return end;
        }
        catch (DriverException failure)
        {
            failed[channel] = failure.Error;
            await run.EndAttemptAsync(failure.Error, CancellationToken.None);
            if (run.Operation.Target.InstanceUuid is { } key)
            {
                await suspensions.AddAsync(new DriverFailure(key, channel, began, failure.Fault, failure.Error, setup), CancellationToken.None);
                return null;
            }

            return new OperationEnd.Failed(failure.Error);
        }
    }

    /// <summary>How it ends where it was to be stopped. What has ended here is ended at the endpoint as well when it comes back.</summary>
    private static OperationEnd? End(OperationRun run, CancellationToken cancellationToken)
    {
        if (run.StopReason == StopReason.CancelRequested)
        {
            return new OperationEnd.Cancelled();
        }

        cancellationToken.ThrowIfCancellationRequested();
        return null;
    }
}
