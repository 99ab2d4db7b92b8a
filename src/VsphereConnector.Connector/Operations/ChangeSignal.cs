using System.Threading.Channels;

namespace VsphereConnector.Connector.Operations;

/// <summary>Says that something changed; however often before it is looked at, it counts once. One reader, any number of writers.</summary>
internal sealed class ChangeSignal(Action<ChangeSignal> end) : IDisposable
{
    private readonly Channel<bool> _changes =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public void Set() => _changes.Writer.TryWrite(true);

    public async Task WaitAsync(CancellationToken cancellationToken) => await _changes.Reader.ReadAsync(cancellationToken);

    public void Dispose() => end(this);
}
