using System.Collections.Concurrent;

namespace VsphereConnector.Connector.Operations;

/// <summary>Tells every channel that there may be something to send.</summary>
internal sealed class ChangeSignals
{
    private readonly ConcurrentDictionary<ChangeSignal, bool> _signals = [];

    public void Set()
    {
        foreach (var (signal, _) in _signals)
        {
            signal.Set();
        }
    }

    /// <summary>A signal of one reader, until it is disposed.</summary>
    public ChangeSignal Subscribe()
    {
        var signal = new ChangeSignal(ended => _signals.TryRemove(ended, out _));
        _signals[signal] = true;
        return signal;
    }
}
