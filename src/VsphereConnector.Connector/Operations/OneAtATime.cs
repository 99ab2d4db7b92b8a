using System.Diagnostics.CodeAnalysis;

namespace VsphereConnector.Connector.Operations;

/// <summary>Lets one operation in at a time; the others wait.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore that nobody asks for its wait handle holds nothing to give back.")]
internal sealed class OneAtATime
{
    private readonly SemaphoreSlim _turn = new(1);

    public async Task<T> RunAsync<T>(Func<Task<T>> act, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await act();
        }
        finally
        {
            _turn.Release();
        }
    }
}
