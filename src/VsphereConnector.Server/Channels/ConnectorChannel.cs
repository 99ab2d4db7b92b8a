using VsphereConnector.Contracts.Web;
using VsphereConnector.Server.Enrolment;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Channels;

/// <summary>One open connection of a connector, whoever opened it. What it costs at rest counts ten thousand times.</summary>
/// <param name="by">The driver that it belongs to.</param>
/// <param name="connector">Who is at the other end.</param>
internal abstract class ConnectorChannel(OperationChannel by, Connector connector)
{
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private Dictionary<Guid, OperationMailbox>? _mailboxes;

    /// <summary>Tells this channel from the connector's others.</summary>
    public Guid Id { get; } = Guid.NewGuid();

    public OperationChannel By => by;

    public Connector Connector => connector;

    /// <summary>Ends when the connection has ended.</summary>
    public Task Closed => _closed.Task;

    /// <summary>Sends a message; false where the connection has ended.</summary>
    public abstract Task<bool> TrySendAsync(ChannelMessage message, CancellationToken cancellationToken);

    /// <summary>What comes about an operation from now on, and what came and was kept. Null when the channel is closed.</summary>
    public OperationMailbox? Attach(Guid operationId)
    {
        lock (_gate)
        {
            if (_closed.Task.IsCompleted)
            {
                return null;
            }

            _mailboxes ??= [];
            return _mailboxes.TryGetValue(operationId, out var mailbox) ? mailbox : _mailboxes[operationId] = new OperationMailbox();
        }
    }

    /// <summary>The operation's mailbox if it has one.</summary>
    public OperationMailbox? Find(Guid operationId)
    {
        lock (_gate)
        {
            return _mailboxes?.GetValueOrDefault(operationId);
        }
    }

    /// <summary>Nothing more is wanted about this operation.</summary>
    public void Detach(Guid operationId)
    {
        lock (_gate)
        {
            _mailboxes?.Remove(operationId);
            if (_mailboxes is { Count: 0 })
            {
                _mailboxes = null;
            }
        }
    }

    /// <summary>Ends the connection: with a goodbye, and by force where that is not answered.</summary>
    public abstract Task CloseAsync(int code, string reason, TimeProvider time);

    /// <summary>The connection has ended: whoever waits for something on it is told.</summary>
    public void MarkClosed()
    {
        lock (_gate)
        {
            _closed.TrySetResult();
            foreach (var mailbox in _mailboxes?.Values ?? Enumerable.Empty<OperationMailbox>())
            {
                mailbox.Complete();
            }

            _mailboxes = null;
        }
    }
}
