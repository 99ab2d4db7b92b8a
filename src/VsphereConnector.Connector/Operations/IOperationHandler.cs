using System.Text.Json;
using VsphereConnector.Connector.Journal;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Operations;

/// <summary>Carries out operations of one kind.</summary>
internal interface IOperationHandler
{
    OperationKind Kind { get; }

    /// <param name="start">What to do.</param>
    /// <param name="output">Takes what is written meanwhile.</param>
    /// <param name="cancellationToken">Cancellation, time-out or the end of the connector: the handler ends what it started, then returns.</param>
    /// <exception cref="OperationFailedException">It could not be carried out.</exception>
    Task<HandlerResult> RunAsync(StartOperation start, OutputSpool output, CancellationToken cancellationToken);
}

/// <summary>Carries out operations that a restart of the connector does not end (<see cref="OperationJournal.SetGoesOn"/>).</summary>
internal interface IResumingHandler : IOperationHandler
{
    /// <summary>Takes up an operation that ran when the connector ended.</summary>
    /// <inheritdoc cref="IOperationHandler.RunAsync"/>
    Task<HandlerResult> ResumeAsync(Guid operationId, OutputSpool output, CancellationToken cancellationToken);
}

/// <summary>What came of an operation.</summary>
/// <param name="Result">The result of its kind.</param>
/// <param name="Stopped">It did not end by itself.</param>
/// <param name="Files">What waits on this endpoint for the server.</param>
internal sealed record HandlerResult(JsonElement? Result, bool Stopped = false, IReadOnlyList<FileOnEndpoint>? Files = null);

/// <summary>An operation could not be carried out; the error says why and what to do.</summary>
internal sealed class OperationFailedException(OperationError error) : Exception(error.Message)
{
    public OperationError Error { get; } = error;
}
