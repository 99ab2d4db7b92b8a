using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Server.Operations;

/// <summary>Carries operations out over one channel.</summary>
internal interface IOperationRunner
{
    /// <summary>Whether operations of <paramref name="kind"/> are carried by this runner. One runner carries a kind.</summary>
    bool Carries(OperationKind kind);

    /// <summary>
    /// Carries <paramref name="run"/> out, or goes on with it from its checkpoint. The token fires on a request to cancel, at the
    /// time-out, on shutdown and when the lease is lost; <see cref="OperationRun.StopReason"/> says which. Where the run has a
    /// checkpoint the token may have fired before it begins: it is called to clean up.
    /// </summary>
    Task<OperationEnd> RunAsync(OperationRun run, CancellationToken cancellationToken);
}
