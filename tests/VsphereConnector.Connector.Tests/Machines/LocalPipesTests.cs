using VsphereConnector.Connector.Machines.Local;

namespace VsphereConnector.Connector.Tests.Machines;

/// <summary>Streams between processes; here both ends are in one.</summary>
public sealed class LocalPipesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vlink-test-").FullName;
    private readonly LocalPipes _pipes = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string PipePath => $"{_folder}/channel";

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task WhenItIsToEnd_ThenItEndsAfterWhatItHandedOver()
    {
        using var stop = new CancellationTokenSource();
        var (isServed, mayEnd) = (new TaskCompletionSource(), new TaskCompletionSource());
        var serving = _pipes.ServeAsync(PipePath, ServeAsync, stop.Token);
        await using var opened = await _pipes.TryOpenAsync(PipePath, Token);
        await isServed.Task.WaitAsync(Token);

        await stop.CancelAsync();
        await Assert.ThrowsAsync<TimeoutException>(() => serving.WaitAsync(TimeSpan.FromMilliseconds(200), Token));
        mayEnd.SetResult();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => serving);

        async Task ServeAsync(Stream stream)
        {
            await using var served = stream;
            isServed.SetResult();
            await mayEnd.Task;
        }
    }

    [Fact]
    public async Task WhenOneIsServed_ThenTheNextDoesNotWaitForIt()
    {
        using var stop = new CancellationTokenSource();
        var serving = _pipes.ServeAsync(PipePath, stream => stream.CopyToAsync(stream, stop.Token), stop.Token);
        await using var first = await _pipes.TryOpenAsync(PipePath, Token);
        await using var second = await _pipes.TryOpenAsync(PipePath, Token);

        await second!.WriteAsync("second"u8.ToArray(), Token);
        await second.FlushAsync(Token);
        var answer = new byte[6];
        await second.ReadExactlyAsync(answer, Token);

        Assert.Equal("second"u8.ToArray(), answer);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => serving);
    }
}
