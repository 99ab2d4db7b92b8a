using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Server.Operations;

/// <summary>
/// One operation in the hands of a runner. Everything it saves is on disk when the call returns, and is refused with
/// <see cref="LeaseLostException"/> where another worker has taken the operation over.
/// </summary>
internal sealed class OperationRun(Operation operation, OperationJournal journal, RunClock clock)
{
    /// <summary>The operation as it was claimed, with the target and checkpoint saved since.</summary>
    public Operation Operation { get; private set; } = operation;

    /// <summary>Why the token of this run fired.</summary>
    public StopReason StopReason => clock.StopReason;

    /// <summary>The token by which the machine is looked up: what is to be ended is found as what is to be begun, though its own token has fired.</summary>
    public CancellationToken WhileFinding(CancellationToken cancellationToken) => StopReason == StopReason.None ? cancellationToken : CancellationToken.None;

    /// <summary>The checkpoint that was saved last, in this run or before a restart; null where there is none.</summary>
    public T? GetCheckpoint<T>(JsonTypeInfo<T> type)
        where T : class =>
        Operation.Checkpoint?.Deserialize(type);

    /// <summary>
    /// Saves how far the run is: a restart goes on from here. A run that saved one is called once more to clean up where the operation is
    /// cancelled or timed out while it waits.
    /// </summary>
    public async Task SaveCheckpointAsync<T>(T checkpoint, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var element = JsonSerializer.SerializeToElement(checkpoint, type);
        await journal.SaveCheckpointAsync(Operation, element, cancellationToken);
        Operation = Operation with { Checkpoint = element };
    }

    /// <summary>Completes the target when it is looked up. False: another operation is at work on that machine, try again later.</summary>
    public async Task<bool> TryResolveTargetAsync(OperationTarget target, CancellationToken cancellationToken)
    {
        if (target != Operation.Target && !await journal.TrySaveTargetAsync(Operation, target, cancellationToken))
        {
            return false;
        }

        Operation = Operation with { Target = target };
        return true;
    }

    /// <summary>Begins an attempt and returns its number. One over the same channel that a restart interrupted goes on.</summary>
    public Task<int> BeginAttemptAsync(OperationChannel channel, CancellationToken cancellationToken) =>
        journal.BeginAttemptAsync(Operation, channel, cancellationToken);

    /// <summary>
    /// Ends the attempt because another follows within this run, say over another channel. The end of the run ends its attempt by itself.
    /// </summary>
    public Task EndAttemptAsync(OperationError reason, CancellationToken cancellationToken) =>
        journal.EndAttemptAsync(Operation, reason, cancellationToken);

    /// <summary>Tells people what happens now; <paramref name="percent"/> is of the whole operation and never goes back.</summary>
    public Task ReportAsync(
        string step,
        string message,
        int? percent = null,
        EventLevel level = EventLevel.Information,
        CancellationToken cancellationToken = default) =>
        journal.ReportAsync(Operation, step, message, percent, level, cancellationToken);

    /// <summary>
    /// Appends output; <paramref name="offset"/> counts the bytes of both streams before it. What is there already is dropped. Returns
    /// how many bytes there are now.
    /// </summary>
    /// <exception cref="OutputGapException">Bytes before <paramref name="offset"/> are missing.</exception>
    public Task<long> AppendOutputAsync(OutputStream stream, long offset, ReadOnlyMemory<byte> data, CancellationToken cancellationToken) =>
        journal.AppendOutputAsync(Operation, stream, offset, data, cancellationToken);

    /// <summary>How many bytes of output there are, of both streams together.</summary>
    public Task<long> GetOutputLengthAsync(CancellationToken cancellationToken) =>
        journal.GetOutputLengthAsync(Operation.Id, cancellationToken);

    /// <summary>A secret of the operation by its name (<see cref="OperationSecretNames"/>); null where it has none of this name.</summary>
    public Task<string?> GetSecretAsync(string name, CancellationToken cancellationToken) =>
        journal.GetSecretAsync(Operation.Id, name, cancellationToken);

    /// <summary>
    /// Waits for something that is not the operation's own work, such as its turn at a busy host: the time-out stands still meanwhile.
    /// </summary>
    public async Task<T> WaitOutsideTimeoutAsync<T>(Func<CancellationToken, Task<T>> wait, CancellationToken cancellationToken)
    {
        clock.Pause();
        try
        {
            return await wait(cancellationToken);
        }
        finally
        {
            await journal.SaveDeadlineAsync(Operation, clock.Resume(), CancellationToken.None);
        }
    }
}

/// <summary>Why a run is to stop.</summary>
internal enum StopReason
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>Somebody asked for its end.</summary>
    CancelRequested,

    /// <summary>Its time-out has passed.</summary>
    TimedOut,

    /// <summary>The server ends; the next one goes on from the checkpoint, so nothing is to be cleaned up.</summary>
    ShuttingDown,

    /// <summary>Another worker has taken it over; nothing may be done any more.</summary>
    LeaseLost,
}

/// <summary>Another worker has taken the operation over, or it has ended.</summary>
internal sealed class LeaseLostException(Guid operationId) : Exception($"The lease of operation {operationId} is lost.");

/// <summary>Output came that does not follow what is there.</summary>
internal sealed class OutputGapException(long length, long offset)
    : Exception($"Output at offset {offset} leaves a gap: {length} bytes are there.")
{
    /// <summary>How many bytes are there; what follows them is expected.</summary>
    public long Length { get; } = length;
}
