namespace VsphereConnector.Contracts.Operations;

/// <summary>Which part of the logs <see cref="OperationKind.RetrieveLogs"/> brings; the newest where they are longer.</summary>
public sealed record RetrieveLogsParameters
{
    /// <summary>The beginning; null for all that is there.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The end; null for now.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>How much text at most, in bytes before it is compressed.</summary>
    public long MaximumBytes { get => field == 0 ? DefaultMaximumBytes : field; init; }

    /// <summary>Whether what the managed agents wrote comes too.</summary>
    public bool IncludeAgents { get; init; }

    /// <summary>Limits of <see cref="MaximumBytes"/>.</summary>
    public const long LeastMaximumBytes = 1024, MostMaximumBytes = 128L * 1024 * 1024, DefaultMaximumBytes = 10L * 1024 * 1024;
}

/// <summary>The logs as they are on the server, among the files of the operation.</summary>
public sealed record RetrieveLogsResult
{
    /// <summary>The name of the file: text, compressed by gzip, without secrets.</summary>
    public required string FileName { get; init; }

    /// <summary>Its size in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>Its SHA-256 in lower-case hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The size of the text in bytes.</summary>
    public required long TextBytes { get; init; }

    /// <summary>How many lines it has.</summary>
    public required int Lines { get; init; }

    /// <summary>Older lines were left out, as there were more than was asked for.</summary>
    public bool IsCut { get; init; }
}
