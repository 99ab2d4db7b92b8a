using System.Text.Json;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Journal;

/// <summary>
/// What the endpoint knows of an operation. The parameters are not kept: nothing is ever run from the journal, and they may hold secrets.
/// </summary>
internal sealed record JournalEntry
{
    public required Guid OperationId { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Its handler has written down how far it is, and takes it up again after a restart; null where that ends it.</summary>
    public OperationKind? GoesOn { get; init; }

    /// <summary>When the endpoint ends it, where it goes on.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>How it ended; null while it runs.</summary>
    public JournalEnd? End { get; init; }

    /// <summary>When the server confirmed that it has the end on disk; null before.</summary>
    public DateTimeOffset? ConfirmedAt { get; init; }

    public OperationFinished? ToMessage() => End is null ? null : new OperationFinished
    {
        OperationId = OperationId,
        Outcome = End.Outcome,
        Result = End.Result,
        Error = End.Error,
        StartedAt = StartedAt,
        FinishedAt = End.FinishedAt,
        OutputLength = End.OutputLength,
        Files = End.Files ?? [],
    };
}

/// <summary>How an operation ended.</summary>
internal sealed record JournalEnd
{
    public required OperationOutcome Outcome { get; init; }

    public JsonElement? Result { get; init; }

    public OperationError? Error { get; init; }

    public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>Bytes of output in the spool.</summary>
    public required long OutputLength { get; init; }

    /// <summary>What waits in the folder of the operation; null where nothing does.</summary>
    public IReadOnlyList<FileOnEndpoint>? Files { get; init; }
}
