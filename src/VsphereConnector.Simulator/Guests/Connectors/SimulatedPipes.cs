using VsphereConnector.Connector.Machines;

namespace VsphereConnector.Simulator.Guests.Connectors;

/// <summary>Nobody comes to a simulated guest by SSH or SMB, so no process opens a pipe to another.</summary>
internal sealed class SimulatedPipes(TimeProvider time) : IMachinePipes
{
    public Task ServeAsync(string path, Func<Stream, Task> serve, CancellationToken cancellationToken) =>
        Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);

    public Task<Stream?> TryOpenAsync(string path, CancellationToken cancellationToken) => Task.FromResult<Stream?>(null);
}
