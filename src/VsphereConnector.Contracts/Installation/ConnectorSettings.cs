using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Contracts.Installation;

/// <summary>What the server hands to an installation; the installer keeps all but the token as the connector's configuration.</summary>
public sealed record ConnectorSettings
{
    /// <summary>Where the connector finds the server, in order of preference, such as <c>https://connector.example:443</c>.</summary>
    public required IReadOnlyList<string> ServerUrls { get; init; }

    /// <summary>The only certificate authority that the connector trusts, in PEM.</summary>
    public required string CertificateAuthority { get; init; }

    /// <summary>One-time and short-lived; used up by the enrolment and never written to the configuration.</summary>
    public string? EnrolmentToken { get; init; }

    /// <summary>The folder that <c>vAgentManager</c> and <c>Intigua-Libs</c> are made in. Default: <see cref="Locations.DefaultParentFolder"/>.</summary>
    public string? ParentFolder { get; init; }

    /// <summary>A proxy for the WEB channel, such as <c>http://proxy:3128</c>; null for none.</summary>
    public string? Proxy { get; init; }

    /// <summary>The account that the connector runs as; null for the one that installs it.</summary>
    public string? RunAs { get; init; }

    /// <summary>The password of <see cref="RunAs"/>, which Windows keeps for the service; never written to the configuration.</summary>
    public string? RunAsPassword { get; init; }

    /// <summary>
    /// How long the installer tries to enrol before it gives up and takes everything back, in seconds (10-600). It then waits for the channel three times as
    /// long.
    /// </summary>
    public int EnrolmentTimeoutSeconds { get => field == 0 ? 60 : field; init; }

    /// <summary>How often a quiet channel is pinged, in seconds (5-300).</summary>
    public int KeepAliveSeconds { get => field == 0 ? DefaultKeepAliveSeconds : field; init; }

    /// <summary>The least that the log records.</summary>
    public ConnectorLogLevel LogLevel { get => field == default ? ConnectorLogLevel.Info : field; init; }

    /// <summary>Whether the two limits that follow are enforced.</summary>
    public bool EndPointThrottlingEnabled { get; init; }

    /// <summary>How much of the machine's processors the connector and all that it started may use, in percent (1-100).</summary>
    public int MaxCpuPercent { get => field == 0 ? DefaultMaxCpuPercent : field; init; }

    /// <summary>How much memory the connector and all that it started may use, in KiB (65,536-1,073,741,824).</summary>
    public long MaxMemoryKB { get => field == 0 ? DefaultMaxMemoryKB : field; init; }

    /// <summary>The temp folder of tasks and agents; null for <see cref="Locations.TempFolder"/>, or where it goes when that cannot be used.</summary>
    public string? TempFolder { get; init; }

    /// <summary>Defaults.</summary>
    public const int DefaultKeepAliveSeconds = 20, DefaultMaxCpuPercent = 50;

    /// <inheritdoc cref="DefaultKeepAliveSeconds"/>
    public const long DefaultMaxMemoryKB = 1_000_000;
}

/// <summary>Where things are on an endpoint.</summary>
public static class Locations
{
    /// <summary>The parent folder unless another is chosen.</summary>
    public const string DefaultParentFolder = "/usr/local/intigua", DefaultWindowsParentFolder = @"C:\Program Files\Intigua";

    /// <summary>The folder of the connector itself, below the parent folder.</summary>
    public const string ConnectorFolder = "vAgentManager";

    /// <summary>The folder of the managed agents, below the parent folder.</summary>
    public const string AgentsFolder = "Intigua-Libs";

    /// <summary>The temp folder for installations, and where to go when it cannot be used.</summary>
    public const string TempFolder = "/var/jetpatch-temp", FallbackTempFolder = "/tmp", WindowsTempFolder = @"C:\Windows\Temp",
        WindowsFallbackTempFolder = @"C:\Program Files";

    /// <summary>The start link that SysV init finds.</summary>
    public const string StartLink = "/etc/rc5.d/S30vlink";

    /// <summary>Where the connector's process id is.</summary>
    public const string PidFile = "/var/run/vlink.pid";
}
