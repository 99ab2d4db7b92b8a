namespace VsphereConnector.Server.Channels.Smb;

/// <summary>The service control manager of a Windows machine. Whatever fails throws an <see cref="SmbException"/>.</summary>
internal interface IServiceControl
{
    /// <summary>A service with a process of its own, started on demand, as LocalSystem.</summary>
    Task CreateAsync(string name, string displayName, string imagePath, CancellationToken cancellationToken);

    /// <summary>It may be running already.</summary>
    Task StartAsync(string name, CancellationToken cancellationToken);

    Task<ServiceState> QueryAsync(string name, CancellationToken cancellationToken);

    /// <summary>There may be none. One that runs goes when it has ended.</summary>
    Task DeleteAsync(string name, CancellationToken cancellationToken);

    /// <summary>The names that begin so.</summary>
    Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken);
}

internal enum ServiceState
{
    /// <summary>There is no such service.</summary>
    None,

    Stopped,

    /// <summary>Running, or on the way to it or from it.</summary>
    Active,
}
