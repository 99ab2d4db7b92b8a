using System.ComponentModel;
using System.Text.Json.Serialization;

namespace VsphereConnector.Server.Preflight;

/// <summary>What a check before an operation found.</summary>
internal sealed record PreflightFinding
{
    [Description("A stable name for programs.")]
    public required string Code { get; init; }

    public required PreflightSeverity Severity { get; init; }

    public required string Message { get; init; }

    [Description("What to do about it; missing where nothing is to be done.")]
    public string? Remedy { get; init; }
}

/// <summary>What a finding means for the operation.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PreflightSeverity>))]
internal enum PreflightSeverity
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>It may fail, or may do something else than is meant.</summary>
    Warning,

    /// <summary>It will fail.</summary>
    Blocked,
}

/// <summary>What all findings about a machine come to: the worst of them.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PreflightVerdict>))]
internal enum PreflightVerdict
{
    Ready,
    Warning,
    Blocked,
}
