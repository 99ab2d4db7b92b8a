using System.Text.Json.Serialization;

namespace VsphereConnector.Contracts.Operations;

/// <summary>
/// What <see cref="OperationKind.ChangeConfiguration"/> changes: the keys that are given, and those in <see cref="Reset"/> to their default.
/// All others stay. Nothing is changed where any of it is wrong.
/// </summary>
public sealed record ChangeConfigurationParameters
{
    /// <summary>How often a quiet channel is pinged, in seconds.</summary>
    public int? KeepAliveSeconds { get; init; }

    /// <summary>The least that the connector's log records.</summary>
    public ConnectorLogLevel? LogLevel { get; init; }

    /// <summary>Whether <see cref="MaxCpuPercent"/> and <see cref="MaxMemoryKB"/> are enforced.</summary>
    public bool? EndPointThrottlingEnabled { get; init; }

    /// <summary>How much of the machine's processors the connector and all that it started may use, in percent.</summary>
    public int? MaxCpuPercent { get; init; }

    /// <summary>How much memory the connector and all that it started may use, in KiB.</summary>
    public long? MaxMemoryKB { get; init; }

    /// <summary>A proxy for the WEB channel, such as <c>http://proxy:3128</c>.</summary>
    public string? Proxy { get; init; }

    /// <summary>The temp folder of tasks and agents: a full path.</summary>
    public string? TempFolder { get; init; }

    /// <summary>The addresses of the server, in order of preference; the next one is tried when one fails.</summary>
    public IReadOnlyList<string>? ServerUrls { get; init; }

    /// <summary>Names of keys that go back to their default, such as <c>proxy</c>.</summary>
    public IReadOnlyList<string> Reset { get => field ?? []; init; }

    /// <summary>
    /// How long the connector may take to reach the server after a change of addresses, proxy or pings; after that it takes the change back.
    /// </summary>
    public int TrialSeconds { get => field == 0 ? DefaultTrialSeconds : field; init; }

    /// <summary>Limits of <see cref="TrialSeconds"/>.</summary>
    public const int LeastTrialSeconds = 5, MostTrialSeconds = 600, DefaultTrialSeconds = 60;
}

/// <summary>What became of the configuration.</summary>
public sealed record ChangeConfigurationResult
{
    /// <summary>What is different now; empty where everything was so already.</summary>
    public IReadOnlyList<ConfigurationChange> Changes { get => field ?? []; init; }

    /// <summary>What the reader should know, such as a throttle that this endpoint cannot enforce.</summary>
    public IReadOnlyList<string> Notes { get => field ?? []; init; }
}

/// <summary>A key that changed.</summary>
/// <param name="Key">Its name, such as <c>logLevel</c>.</param>
/// <param name="Before">What it was; null for none.</param>
/// <param name="After">What it is; null for none.</param>
public sealed record ConfigurationChange(string Key, string? Before, string? After);

/// <summary>How much the connector's log records.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ConnectorLogLevel>))]
public enum ConnectorLogLevel
{
    /// <summary>Everything.</summary>
    Trace = 1,

    /// <summary>What helps to find a fault.</summary>
    Debug,

    /// <summary>What the connector does.</summary>
    Info,

    /// <summary>What may need somebody.</summary>
    Warning,

    /// <summary>What did not work.</summary>
    Error,

    /// <summary>What ends the connector.</summary>
    Fatal,
}
