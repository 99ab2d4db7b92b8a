using VsphereConnector.Contracts.Installation;

namespace VsphereConnector.Connector.Configuration;

/// <summary>The settings that are in force, and with which of them the server was reached. Thread-safe.</summary>
/// <param name="settings">Those in force at first.</param>
/// <param name="apply">Called when others are.</param>
internal sealed class LiveSettings(ConnectorSettings settings, Action<ConnectorSettings>? apply = null) : IDisposable
{
    private readonly Lock _changing = new();
    private CancellationTokenSource _replaced = new();
    private TaskCompletionSource _reached = NewSignal();

    public ConnectorSettings Current { get; private set; } = settings;

    /// <summary>The settings, and what is cancelled when others take their place.</summary>
    public (ConnectorSettings Settings, CancellationToken Replaced) Now
    {
        get
        {
            lock (_changing)
            {
                return (Current, _replaced.Token);
            }
        }
    }

    /// <summary>Puts others in force. Where <paramref name="reconnect"/> is set the channel is opened anew by them.</summary>
    public void Replace(ConnectorSettings settings, bool reconnect)
    {
        CancellationTokenSource? before = null;
        lock (_changing)
        {
            Current = settings;
            if (reconnect)
            {
                (before, _replaced) = (_replaced, new CancellationTokenSource());
                _reached = NewSignal();
            }
        }

        // Not disposed: those who asked for its token before may still listen.
        before?.Cancel();
        apply?.Invoke(settings);
    }

    /// <summary>A server has welcomed the connector that came by these settings.</summary>
    public void SetReached(ConnectorSettings by)
    {
        lock (_changing)
        {
            if (ReferenceEquals(by, Current))
            {
                _reached.TrySetResult();
            }
        }
    }

    /// <summary>Waits until a server is reached by the present settings.</summary>
    public Task UntilReachedAsync(CancellationToken cancellationToken)
    {
        lock (_changing)
        {
            return _reached.Task.WaitAsync(cancellationToken);
        }
    }

    public void Dispose() => _replaced.Dispose();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
