using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Channels;

/// <summary>
/// Carries operations out over drivers, in their order of preference. Where one fails the next one takes over; that nothing is done twice
/// for it is seen to by the journal of the endpoint.
/// </summary>
internal sealed class DriverRunner(IEnumerable<IDriver> drivers, DriverEndpoints endpoints, Suspensions suspensions, TimeProvider time) : IOperationRunner
{
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
            var endpoint = await endpoints.ForAsync(run, run.WhileFinding(cancellationToken));
            var carrying = _drivers.Where(driver => driver.Carries(run.Operation.Kind)).ToList();
            return await new OperationRoute(run, endpoint, carrying, suspensions, time).GoAsync(cancellationToken);
        }
        catch (OperationException exception)
        {
            return new OperationEnd.Failed(exception.Error);
        }
    }
}
