using System.Buffers;
using VsphereConnector.Connector.Journal;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Operations.RunTask;

/// <summary>
/// A task from its start to its end. Its pipes are drained always, whatever the channel and the disk do: a task never waits for its readers.
/// </summary>
internal sealed class TaskRun(IMachineProcess process, OutputSpool spool, int outputLimit, TimeProvider time, OutputTap? tap = null, IReadOnlyCollection<string>? secrets = null)
{
    /// <summary>Between asking processes to end and ending them.</summary>
    public static readonly TimeSpan TerminationGrace = TimeSpan.FromSeconds(5);

    /// <summary>After the program's end: how long to read on while a process that it left in the background holds the pipes.</summary>
    public static readonly TimeSpan DrainGrace = TimeSpan.FromSeconds(2);

    private const int BufferBytes = ChannelLimits.MaximumOutputBytes;

    private readonly StreamCapture _output = new(OutputStream.Output, spool, outputLimit, tap, MaskOf(secrets));
    private readonly StreamCapture _error = new(OutputStream.Error, spool, outputLimit, tap, MaskOf(secrets));

    public async Task<(RunTaskResult Result, bool Stopped)> WaitAsync(CancellationToken cancellationToken)
    {
        var drained = Task.WhenAll(DrainAsync(process.Output, _output), DrainAsync(process.Error, _error));
        var stopped = await WaitForExitAsync(cancellationToken);
        await Task.WhenAny(drained, Task.Delay(DrainGrace, time, CancellationToken.None));
        _output.Close();
        _error.Close();
        var result = new RunTaskResult
        {
            ExitCode = await process.Exited,
            OutputBytes = _output.Total,
            ErrorBytes = _error.Total,
            OutputCut = _output.IsCut,
            ErrorCut = _error.IsCut,
        };
        return (result, stopped);
    }

    /// <summary>True where the processes had to be ended.</summary>
    private async Task<bool> WaitForExitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await process.Exited.WaitAsync(cancellationToken);
            return false;
        }
        catch (OperationCanceledException)
        {
            process.TerminateTree(force: false);
        }

        await Task.WhenAny(process.Exited, Task.Delay(TerminationGrace, time, CancellationToken.None));
        process.TerminateTree(force: true);
        await process.Exited;
        return true;
    }

    private static SecretMask? MaskOf(IReadOnlyCollection<string>? secrets) => secrets is { Count: > 0 } ? new(secrets) : null;

    private static async Task DrainAsync(Stream pipe, StreamCapture capture)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (await pipe.ReadAsync(buffer.AsMemory(0, BufferBytes)) is > 0 and var count)
            {
                capture.Take(buffer.AsSpan(0, count));
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The pipe was closed under it.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
