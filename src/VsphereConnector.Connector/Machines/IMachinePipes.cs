namespace VsphereConnector.Connector.Machines;

/// <summary>Streams between the processes of a machine: a named pipe on Windows, elsewhere a socket in the file system.</summary>
internal interface IMachinePipes
{
    /// <summary>
    /// Hands each stream that another process opens at a path to <paramref name="serve"/>, which does not throw, and does not keep the
    /// next one waiting. Ends by cancellation, or fails with <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> where the
    /// path cannot be served; in either case when all streams that it handed over are done with.
    /// </summary>
    Task ServeAsync(string path, Func<Stream, Task> serve, CancellationToken cancellationToken);

    /// <summary>Opens a stream to the process that serves a path; null where none does now.</summary>
    Task<Stream?> TryOpenAsync(string path, CancellationToken cancellationToken);
}
