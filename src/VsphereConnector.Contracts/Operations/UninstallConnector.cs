namespace VsphereConnector.Contracts.Operations;

/// <summary>What <see cref="OperationKind.UninstallConnector"/> takes with it.</summary>
public sealed record UninstallConnectorParameters
{
    /// <summary>Leaves the files of the managed agents; they are stopped all the same, as they run as children of the connector.</summary>
    public bool KeepAgents { get; init; }
}

/// <summary>The residue report of an uninstallation.</summary>
public sealed record UninstallConnectorResult
{
    /// <summary>What has been removed.</summary>
    public IReadOnlyList<string> Removed { get => field ?? []; init; }

    /// <summary>What the connector needs to send this report: it goes as soon as the server has it.</summary>
    public IReadOnlyList<string> RemovedLast { get => field ?? []; init; }

    /// <summary>What stays; empty where nothing does.</summary>
    public IReadOnlyList<Residue> Residue { get => field ?? []; init; }
}

/// <summary>Something that stays on the endpoint.</summary>
/// <param name="What">Where it is.</param>
/// <param name="Why">Why it stays, and what to do about it.</param>
public sealed record Residue(string What, string Why);
