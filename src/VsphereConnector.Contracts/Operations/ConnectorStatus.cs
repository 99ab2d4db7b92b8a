using System.Text.Json.Serialization;

namespace VsphereConnector.Contracts.Operations;

/// <summary>What the connector found on its endpoint when it was asked.</summary>
public sealed record ConnectorStatus
{
    /// <summary>The connector's version, such as <c>0.1.0</c>.</summary>
    public required string Version { get; init; }

    /// <summary>The endpoint as it is now.</summary>
    public required MachineIdentity Machine { get; init; }

    /// <summary>The process id of the connector.</summary>
    public required int ProcessId { get; init; }

    /// <summary>When the connector's process started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Resident memory of the connector in bytes.</summary>
    public required long ResidentBytes { get; init; }

    /// <summary>The account that the connector runs as.</summary>
    public required string Account { get; init; }

    /// <summary>When the certificate ends; renewal is due after two thirds of its life.</summary>
    public DateTimeOffset? CertificateEnds { get; init; }

    /// <summary>How long the machine has been up; null where it cannot be told.</summary>
    public double? MachineUptimeSeconds { get; init; }

    /// <summary>The machine's memory; null where it cannot be told.</summary>
    public MemoryStatus? Memory { get; init; }

    /// <summary>The disks that the connector writes to.</summary>
    public IReadOnlyList<DiskStatus> Disks { get => field ?? []; init; }

    /// <summary>The managed agents.</summary>
    public IReadOnlyList<AgentStatus> Agents { get => field ?? []; init; }

    /// <summary>The last warnings and errors in the connector's log, oldest first, secrets removed.</summary>
    public IReadOnlyList<string> LastErrors { get => field ?? []; init; }

    /// <summary>What should be on the endpoint, and whether it is; also what is there and should not be.</summary>
    public IReadOnlyList<StatusCheck> Checks { get => field ?? []; init; }
}

/// <summary>The memory of a machine.</summary>
/// <param name="TotalBytes">All of it.</param>
/// <param name="AvailableBytes">What programs can have without others being paged out.</param>
public sealed record MemoryStatus(long TotalBytes, long AvailableBytes);

/// <summary>The disk of a folder.</summary>
/// <param name="Folder">The folder, such as <c>/usr/local/intigua</c>.</param>
/// <param name="TotalBytes">The size of its disk.</param>
/// <param name="FreeBytes">What the connector can have of it.</param>
public sealed record DiskStatus(string Folder, long TotalBytes, long FreeBytes);

/// <summary>One thing that should be on the endpoint.</summary>
/// <param name="Name">What was checked, such as <c>start link /etc/rc5.d/S30vlink</c>.</param>
/// <param name="State">How it is.</param>
/// <param name="Detail">What is wrong and what to do; empty where nothing is.</param>
public sealed record StatusCheck(string Name, CheckState State, string Detail = "");

/// <summary>The outcome of a <see cref="StatusCheck"/>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CheckState>))]
public enum CheckState
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>Not there, though it should be.</summary>
    Missing,

    /// <summary>There, but not as it should be.</summary>
    Wrong,

    /// <summary>There, though it should not be.</summary>
    Extra,

    /// <summary>Does not apply to this endpoint.</summary>
    NotApplicable,
}
