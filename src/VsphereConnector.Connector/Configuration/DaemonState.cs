using System.Text.Json.Serialization;

namespace VsphereConnector.Connector.Configuration;

/// <summary>What the daemon says about itself in <c>state.json</c>; written when it changes.</summary>
internal sealed record DaemonState
{
    public required int ProcessId { get; init; }

    /// <summary>The version of the program that wrote this.</summary>
    public string? Version { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required ChannelState Channel { get; init; }

    /// <summary>Since when the channel is in this state.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>The server that the channel leads to, or that was tried last.</summary>
    public string? Server { get; init; }

    /// <summary>When a server last welcomed this process over a local channel; null where none did.</summary>
    public DateTimeOffset? WelcomedLocally { get; init; }

    /// <summary>Why the channel is not open, and what to do; null where it is.</summary>
    public string? Detail { get; init; }
}

[JsonConverter(typeof(JsonStringEnumConverter<ChannelState>))]
internal enum ChannelState
{
    Connecting,
    Open,

    /// <summary>This machine is a copy of the one that was enrolled: the daemon keeps quiet until it is installed anew.</summary>
    NotThisMachine,

    /// <summary>The configuration or the identity is missing or broken.</summary>
    NotEnrolled,

    Stopped,
}
