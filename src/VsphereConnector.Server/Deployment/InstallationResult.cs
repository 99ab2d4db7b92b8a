using System.Text.Json;

namespace VsphereConnector.Server.Deployment;

/// <summary>What an installation ended with.</summary>
internal sealed record InstallationResult
{
    public required Guid ConnectorId { get; init; }

    public required string Version { get; init; }

    /// <summary>The account that really ran the installer; null where nothing had to be installed.</summary>
    public string? Account { get; init; }

    /// <summary>By which logon it was installed, and why by that one; null where nothing had to be installed.</summary>
    public string? Logon { get; init; }

    public string? Folder { get; init; }

    /// <summary>How the connector is started from now on: <c>systemd</c>, <c>sysv</c> or <c>service</c>.</summary>
    public string? StartedBy { get; init; }

    /// <summary>A connector answered already, so nothing was done.</summary>
    public bool WasInstalled { get; init; }

    public JsonElement ToJson() => JsonSerializer.SerializeToElement(this, DeploymentJson.Default.InstallationResult);
}
