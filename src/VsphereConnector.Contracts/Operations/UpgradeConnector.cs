namespace VsphereConnector.Contracts.Operations;

/// <summary>Which program takes the connector's place in <see cref="OperationKind.UpgradeConnector"/>.</summary>
public sealed record UpgradeConnectorParameters
{
    /// <summary>The SHA-256 of the program <c>vlink</c> for the endpoint's system, as a package on the server; lower-case hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The version that it must be; null for any.</summary>
    public string? Version { get; init; }

    /// <summary>How long the new connector may take to reach the server; after that the old one comes back.</summary>
    public int TrialSeconds { get => field == 0 ? DefaultTrialSeconds : field; init; }

    /// <summary>Limits of <see cref="TrialSeconds"/>.</summary>
    public const int LeastTrialSeconds = 5, MostTrialSeconds = 600, DefaultTrialSeconds = 120;
}

/// <summary>What an upgrade did.</summary>
public sealed record UpgradeConnectorResult
{
    /// <summary>The version that ran before.</summary>
    public required string VersionBefore { get; init; }

    /// <summary>The version that runs now.</summary>
    public required string Version { get; init; }

    /// <summary>This very program ran already.</summary>
    public bool AlreadySo { get; init; }
}
