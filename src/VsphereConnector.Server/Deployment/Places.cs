namespace VsphereConnector.Server.Deployment;

/// <summary>So many may be in at once. Who returns comes before who is new; among equals, who waits longest.</summary>
internal sealed class Places(int count)
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<TaskCompletionSource, (bool IsNew, long Turn)> _waiting = new();
    private int _free = count;
    private long _turn;

    /// <summary>Waits for a place.</summary>
    public async Task EnterAsync(bool returns, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_free > 0)
            {
                _free--;
                return;
            }

            _waiting.Enqueue(entered, (!returns, _turn++));
        }

        await using var giveUp = cancellationToken.UnsafeRegister(static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token), entered);
        await entered.Task;
    }

    /// <summary>Hands the place to the next one.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            while (_waiting.TryDequeue(out var next, out _))
            {
                if (next.TrySetResult())
                {
                    return;
                }
            }

            _free++;
        }
    }
}
