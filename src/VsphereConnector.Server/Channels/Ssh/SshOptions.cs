namespace VsphereConnector.Server.Channels.Ssh;

/// <summary>How OpenSSH's client is used.</summary>
internal sealed record SshOptions
{
    /// <summary>OpenSSH's client, by its path or to be found on PATH.</summary>
    public string Program { get; init; } = "ssh";

    /// <summary>A private folder, for connections while they are open. It is emptied at the start.</summary>
    public required string Folder { get; init; }

    /// <summary>For a whole connection: name, TCP, keys and logon. Servers that look names up or ask a directory need many seconds for the latter.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>After this long without any answer an open connection is asked for a sign of life; after three times as long, it is lost.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A shared connection that nobody uses is kept this long for the next one.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>For whatever is cleared up on the other side after an operation was broken off; it counts beside the operation's own time.</summary>
    public TimeSpan CleanUpTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>An upload that makes no progress for this long is given up.</summary>
    public TimeSpan TransferTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>At once on one connection. OpenSSH's server allows 10 by default; one is left for ending the others.</summary>
    public int MaxSessions { get; init; } = 8;
}
