using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Channels;

/// <summary>The way of one operation in one run: over the first driver that leads to its endpoint, and over the next one where that fails.</summary>
internal sealed class OperationRoute(
    OperationRun run, DriverEndpoint endpoint, IReadOnlyList<IDriver> drivers, Suspensions suspensions, TimeProvider time)
{
    /// <summary>Whatever opens or resumes a driver wakes what waits for it; this is for a wake-up that was lost.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    private readonly Dictionary<OperationChannel, OperationError> _failed = [];
    private DriverEndpoint _endpoint = endpoint;
    private Failure? _last;

    public async Task<OperationEnd> GoAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var candidates = await LookAsync(cancellationToken);
            var choice = DriverChoice.Of(candidates, time.GetUtcNow());
            if (choice is not DriverChoice.Use use)
            {
                return _last?.Exception.Otherwise ?? End(choice, cancellationToken);
            }

            await NoteAsync();
            if (use.Because is { } because)
            {
                await run.ReportAsync("driver", $"Goes over {use.Driver}: {because.Message}", level: EventLevel.Warning, cancellationToken: CancellationToken.None);
            }

            if (await TryAsync(candidates[^1], cancellationToken) is { } end)
            {
                return end;
            }

            _endpoint = _endpoint with { Key = run.Operation.Target.InstanceUuid };
        }
    }

    /// <summary>The drivers up to the first that can be used; those behind it do not count.</summary>
    private async Task<IReadOnlyList<DriverCandidate>> LookAsync(CancellationToken cancellationToken)
    {
        var suspended = _endpoint.Key is { } key ? await suspensions.OfAsync(key, CancellationToken.None) : [];
        var candidates = new List<DriverCandidate>();
        foreach (var driver in drivers)
        {
            var candidate = new DriverCandidate(
                driver.Channel,
                await driver.OfferAsync(run, _endpoint, run.WhileFinding(cancellationToken)),
                suspended.FirstOrDefault(suspension => suspension.Driver == driver.Channel) is { } suspension ? AsItIsForThis(suspension) : null,
                _failed.GetValueOrDefault(driver.Channel));
            candidates.Add(candidate);
            if (candidate.IsUsableAt(time.GetUtcNow()))
            {
                break;
            }
        }

        return candidates;
    }

    /// <summary>Whoever asks for an installation may have mended on the machine what was in the way for good: it is tried once for each.</summary>
    private Suspension AsItIsForThis(Suspension suspension) =>
        run.Operation.Kind == OperationKind.InstallConnector && suspension.Until is null && suspension.FailedAt < run.Operation.CreatedAt
            ? suspension with { Until = suspension.FailedAt }
            : suspension;

    /// <summary>Null: the driver failed.</summary>
    private async Task<OperationEnd?> TryAsync(DriverCandidate used, CancellationToken cancellationToken)
    {
        var began = time.GetUtcNow();
        try
        {
            var end = await drivers.First(driver => driver.Channel == used.Driver).RunAsync(run, _endpoint, cancellationToken);
            if (end is not OperationEnd.RetryAt && used.Suspension is not null)
            {
                await suspensions.ResetAsync(used.Suspension.Endpoint, used.Driver, CancellationToken.None);
            }

            return end;
        }
        catch (DriverException exception)
        {
            _failed[used.Driver] = exception.Error;
            _last = new Failure(used, began, exception);
            if (exception.Otherwise is null)
            {
                await NoteAsync();
            }

            return null;
        }
    }

    /// <summary>Writes down that the last driver failed, and what follows from it.</summary>
    private async Task NoteAsync()
    {
        if (_last is not { } failure)
        {
            return;
        }

        _last = null;
        await run.EndAttemptAsync(failure.Exception.Error, CancellationToken.None);
        if (run.Operation.Target.InstanceUuid is { } key)
        {
            var setup = (failure.Used.Offer as DriverOffer.Usable)?.Setup;
            await suspensions.AddAsync(
                new DriverFailure(key, failure.Used.Driver, failure.Began, failure.Exception.Fault, failure.Exception.Error, setup), CancellationToken.None);
        }
    }

    /// <summary>
    /// No driver leads there now. Where the operation was to be stopped it ends; the endpoint is told so when it comes back.
    /// </summary>
    private OperationEnd End(DriverChoice choice, CancellationToken cancellationToken)
    {
        if (run.StopReason == StopReason.CancelRequested)
        {
            return new OperationEnd.Cancelled();
        }

        cancellationToken.ThrowIfCancellationRequested();
        return choice switch
        {
            DriverChoice.Wait wait => new OperationEnd.RetryAt(wait.Until ?? time.GetUtcNow() + LongestWait, wait.Why),
            DriverChoice.Impossible impossible => new OperationEnd.Failed(impossible.Why),
            _ => throw new InvalidOperationException("A choice was forgotten here."),
        };
    }

    private sealed record Failure(DriverCandidate Used, DateTimeOffset Began, DriverException Exception);
}
