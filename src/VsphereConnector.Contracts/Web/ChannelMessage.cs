using System.Text.Json;
using System.Text.Json.Serialization;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Contracts.Web;

/// <summary>One message of the WEB channel: a JSON object in one text frame, its kind in <c>type</c>. See PROTOCOL.md.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Hello), "hello")]
[JsonDerivedType(typeof(Welcome), "welcome")]
[JsonDerivedType(typeof(StartOperation), "start")]
[JsonDerivedType(typeof(CancelOperation), "cancel")]
[JsonDerivedType(typeof(OperationAccepted), "accepted")]
[JsonDerivedType(typeof(OperationOutput), "output")]
[JsonDerivedType(typeof(OutputReceived), "outputReceived")]
[JsonDerivedType(typeof(OperationFinished), "finished")]
[JsonDerivedType(typeof(FinishReceived), "finishReceived")]
public abstract record ChannelMessage;

/// <summary>Connector to server, first of all.</summary>
public sealed record Hello : ChannelMessage
{
    /// <summary><see cref="ChannelLimits.ProtocolVersion"/>.</summary>
    public required int ProtocolVersion { get; init; }

    /// <summary>The version of the connector.</summary>
    public required string Version { get; init; }

    /// <summary>The endpoint as it is now.</summary>
    public required MachineIdentity Machine { get; init; }

    /// <summary>Made anew whenever the connector's process starts: two processes with one certificate are told apart by it.</summary>
    public required Guid ProcessInstance { get; init; }

    /// <summary>Who it is; null from connectors that are older than this member. Over WEB the certificate says it.</summary>
    public Guid? ConnectorId { get; init; }

    /// <summary>The folder of the connector, where its program is.</summary>
    public string? Folder { get; init; }

    /// <summary>Operations that the journal holds and whose end the server has not confirmed.</summary>
    public IReadOnlyList<Guid> Unconfirmed { get => field ?? []; init; }
}

/// <summary>Server to connector, the answer to <see cref="Hello"/>.</summary>
public sealed record Welcome : ChannelMessage
{
    /// <summary>For each unconfirmed operation: how many bytes of its output the server has. Output goes on from there.</summary>
    public IReadOnlyDictionary<Guid, long> OutputReceived { get => field ?? new Dictionary<Guid, long>(); init; }

    /// <summary>Unconfirmed operations that the server does not know: the connector forgets them.</summary>
    public IReadOnlyList<Guid> Forget { get => field ?? []; init; }

    /// <summary>The one operation that this channel is for; null: all of them. Nothing is said of others here.</summary>
    public Guid? Only { get; init; }
}

/// <summary>Server to connector: carry this out. Sent again after a reconnect; the journal sees to it that it runs once.</summary>
public sealed record StartOperation : ChannelMessage
{
    /// <summary>The operation's id in the ledger.</summary>
    public required Guid OperationId { get; init; }

    /// <summary>What to do.</summary>
    public required OperationKind Kind { get; init; }

    /// <summary>The parameters of this kind, such as <see cref="RunTaskParameters"/>; null where it has none.</summary>
    public JsonElement? Parameters { get; init; }

    /// <summary>After this many seconds from its start the endpoint ends the operation, with all its processes.</summary>
    public required double TimeoutSeconds { get; init; }
}

/// <summary>Server to connector: end this operation.</summary>
/// <param name="OperationId">The operation's id in the ledger.</param>
public sealed record CancelOperation(Guid OperationId) : ChannelMessage;

/// <summary>Connector to server: the operation is in the journal and runs.</summary>
/// <param name="OperationId">The operation's id in the ledger.</param>
public sealed record OperationAccepted(Guid OperationId) : ChannelMessage;

/// <summary>Connector to server: a piece of output.</summary>
public sealed record OperationOutput : ChannelMessage
{
    /// <summary>The operation's id in the ledger.</summary>
    public required Guid OperationId { get; init; }

    /// <summary>How many bytes of output of this operation, of both streams together, came before.</summary>
    public required long Offset { get; init; }

    /// <summary>Which stream it came from.</summary>
    public required OutputStream Stream { get; init; }

    /// <summary>The bytes as the process wrote them; at most <see cref="ChannelLimits.MaximumOutputBytes"/>.</summary>
    public required byte[] Data { get; init; }
}

/// <summary>Server to connector: output up to here is on disk.</summary>
/// <param name="OperationId">The operation's id in the ledger.</param>
/// <param name="Length">How many bytes, of both streams together.</param>
public sealed record OutputReceived(Guid OperationId, long Length) : ChannelMessage;

/// <summary>Connector to server: the operation has ended. Sent after all of its output, and again until it is confirmed.</summary>
public sealed record OperationFinished : ChannelMessage
{
    /// <summary>The operation's id in the ledger.</summary>
    public required Guid OperationId { get; init; }

    /// <summary>How it ended.</summary>
    public required OperationOutcome Outcome { get; init; }

    /// <summary>The result of this kind, such as <see cref="RunTaskResult"/>; null where there is none.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>Why it failed; null where it did not.</summary>
    public OperationError? Error { get; init; }

    /// <summary>When the endpoint started it, by the endpoint's clock.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended, by the endpoint's clock.</summary>
    public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>How many bytes of output there are in all.</summary>
    public required long OutputLength { get; init; }

    /// <summary>Files that wait on the endpoint for a server that came by SSH or SMB; they are removed when the end is confirmed.</summary>
    public IReadOnlyList<FileOnEndpoint> Files { get => field ?? []; init; }
}

/// <summary>A file that an operation has left on its endpoint.</summary>
/// <param name="Name">Its name among the files of the operation.</param>
/// <param name="Path">Where it is.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Sha256">In lower-case hex.</param>
public sealed record FileOnEndpoint(string Name, string Path, long Size, string Sha256);

/// <summary>Server to connector: the end is on disk. From here on the journal may drop the operation when it is old.</summary>
/// <param name="OperationId">The operation's id in the ledger.</param>
public sealed record FinishReceived(Guid OperationId) : ChannelMessage;

/// <summary>Where output came from.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OutputStream>))]
public enum OutputStream
{
    /// <summary>Standard output.</summary>
    Output,

    /// <summary>Standard error.</summary>
    Error,
}

/// <summary>How an operation ended on its endpoint.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OperationOutcome>))]
public enum OperationOutcome
{
    /// <summary>It was carried out.</summary>
    Succeeded,

    /// <summary>It could not be carried out.</summary>
    Failed,

    /// <summary>It was cancelled, and its processes were ended.</summary>
    Cancelled,

    /// <summary>The endpoint ended it at its time-out.</summary>
    TimedOut,

    /// <summary>The connector ended while it ran; how far it came is unknown, and it is not run again.</summary>
    Interrupted,
}
