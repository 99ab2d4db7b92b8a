using System.Text.Json.Serialization;
using VsphereConnector.Server.Plugin.Registration;
using VsphereConnector.Vim25.Extensions;

namespace VsphereConnector.Server.CommandLine;

/// <summary>The plug-in in one vCenter, as the commands show it.</summary>
internal sealed record RegistrationView
{
    public string VCenter { get; init; } = "";

    /// <summary>Registered, Updated, Current, Stale, NotRegistered, Removed or Failed.</summary>
    public required string State { get; init; }

    public string? Version { get; init; }

    public string? Url { get; init; }

    public string? Thumbprint { get; init; }

    /// <summary>What vCenter has otherwise than this server.</summary>
    public IReadOnlyList<RegistrationDifference> Differences { get; init; } = [];

    /// <summary>Why it is so, or what to do.</summary>
    public string? Reason { get; init; }

    [JsonIgnore]
    public bool IsAsItShould { get; init; }

    public static RegistrationView Of(string state, Extension extension) => new()
    {
        State = state,
        Version = extension.Version,
        Url = extension.Client is [var client, ..] ? client.Url : null,
        Thumbprint = extension.Server is [var server, ..] ? server.ServerThumbprint : null,
        IsAsItShould = true,
    };

    public static RegistrationView Of(Extension registered, IReadOnlyList<RegistrationDifference> differences) => differences.Count == 0
        ? Of("Current", registered)
        : Of("Stale", registered) with
        {
            Differences = differences,
            Reason = "Bring it up to date with 'vsphere-connector register'.",
            IsAsItShould = false,
        };
}
