using System.Text.Json.Serialization;

namespace VsphereConnector.Contracts.Operations;

/// <summary>What <see cref="OperationKind.InstallAgent"/> installs.</summary>
public sealed record InstallAgentParameters
{
    /// <summary>The SHA-256 of the package on the server, in lower-case hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The name that the package must have; null for any.</summary>
    public string? Name { get; init; }

    /// <summary>Leaves it stopped.</summary>
    public bool DoNotStart { get; init; }
}

/// <summary>Which agent is meant.</summary>
public sealed record AgentParameters
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }
}

/// <summary>What <see cref="OperationKind.UninstallAgent"/> removes.</summary>
public sealed record UninstallAgentParameters
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Goes on where its uninstall command fails.</summary>
    public bool Force { get; init; }
}

/// <summary>What an operation on an agent did.</summary>
public sealed record AgentResult
{
    /// <summary>The agent's name.</summary>
    public required string Name { get; init; }

    /// <summary>Its version; null where there is no such agent.</summary>
    public string? Version { get; init; }

    /// <summary>The version before; null where there was none.</summary>
    public string? VersionBefore { get; init; }

    /// <summary>Nothing had to be done.</summary>
    public bool AlreadySo { get; init; }

    /// <summary>How it is now.</summary>
    public required AgentState State { get; init; }

    /// <summary>What the reader should know, such as files that were kept.</summary>
    public IReadOnlyList<string> Notes { get => field ?? []; init; }
}

/// <summary>An agent as the connector sees it.</summary>
public sealed record AgentStatus
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its version.</summary>
    public required string Version { get; init; }

    /// <summary>The SHA-256 of its package.</summary>
    public required string Sha256 { get; init; }

    /// <summary>How it is.</summary>
    public required AgentState State { get; init; }

    /// <summary>The process that the connector started.</summary>
    public int? ProcessId { get; init; }

    /// <summary>When that was.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>How often it was started again in the last 24 hours after it had ended by itself.</summary>
    public int Restarts { get; init; }

    /// <summary>The exit code when it last ended by itself.</summary>
    public int? LastExitCode { get; init; }
}

/// <summary>How an agent is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AgentState>))]
public enum AgentState
{
    /// <summary>There is none.</summary>
    NotInstalled,

    /// <summary>Installed, and not meant to run.</summary>
    Stopped,

    /// <summary>It runs.</summary>
    Running,

    /// <summary>It ended, and is started again after a pause.</summary>
    Waiting,

    /// <summary>It ended too often, and is not started again by itself.</summary>
    GivenUp,
}
