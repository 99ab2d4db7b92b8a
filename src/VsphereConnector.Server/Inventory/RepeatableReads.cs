using Polly;
using Polly.Retry;
using VsphereConnector.Vim25;

namespace VsphereConnector.Server.Inventory;

/// <summary>
/// Reads of vCenter that a broken connection ended, say because a service there restarted, are repeated at once: a read may be. What
/// changes something is never repeated here; the ledger decides about that.
/// </summary>
internal sealed class RepeatableReads(TimeProvider time)
{
    private readonly ResiliencePipeline _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<VimConnectionException>(),
            MaxRetryAttempts = 2,
            Delay = TimeSpan.FromMilliseconds(200),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
        })
        .Build();

    public ValueTask<T> RunAsync<T>(Func<CancellationToken, ValueTask<T>> read, CancellationToken cancellationToken)
        => _pipeline.ExecuteAsync(read, cancellationToken);
}
