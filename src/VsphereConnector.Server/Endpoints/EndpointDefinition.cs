using System.Text.Json.Serialization;

namespace VsphereConnector.Server.Endpoints;

/// <summary>What an operator says about a machine that is reached by its address.</summary>
internal record EndpointDefinition
{
    /// <summary>Unique among the endpoints, whatever its case.</summary>
    public required string Name { get; init; }

    /// <summary>A host name or an IP address; null where <see cref="Driver"/> is <see cref="EndpointDriver.None"/>.</summary>
    public string? Address { get; init; }

    public int? Port { get; init; }

    public required EndpointSystem OperatingSystem { get; init; }

    /// <summary>How the machine is reached where no connector answers on it.</summary>
    public required EndpointDriver Driver { get; init; }

    /// <summary>The name of a stored credential: the account that installs, and that works where the connector does not answer.</summary>
    public string? Credential { get; init; }

    /// <summary>The keys that the machine's sshd may have; none until it was pinned.</summary>
    public HostKeyList HostKeys { get; init; } = HostKeyList.Empty;

    public HostKeyRule HostKeyPolicy { get; init; }

    /// <summary>The name of the endpoint to go through by SSH; null where this server reaches the machine itself.</summary>
    public string? Jump { get; init; }

    /// <summary>The account that the connector runs as; null: root, or SYSTEM.</summary>
    public string? RunAs { get; init; }

    /// <summary>Where <c>vAgentManager</c> is made; null: what is configured.</summary>
    public string? ParentFolder { get; init; }

    /// <summary>Where an installation works; null: what is configured.</summary>
    public string? TempFolder { get; init; }

    /// <summary>What the operator said, without what else is known of a registered one.</summary>
    public EndpointDefinition Definition => new(this);
}

/// <summary>The system of an endpoint.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EndpointSystem>))]
internal enum EndpointSystem
{
    Linux,
    Windows,
}

/// <summary>How an endpoint is reached from the server.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EndpointDriver>))]
internal enum EndpointDriver
{
    /// <summary>By SSH, 22 by default.</summary>
    Ssh,

    /// <summary>By SMB 2 or later, 445 by default.</summary>
    Smb,

    /// <summary>Not at all: there is only the channel that its connector opens.</summary>
    None,
}

/// <summary>Which host key is accepted.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<HostKeyRule>))]
internal enum HostKeyRule
{
    /// <summary>The one that the machine shows first; from then on that one alone.</summary>
    FirstUse,

    /// <summary>Those that are given; a machine without a given one is refused.</summary>
    Pinned,
}
