namespace VsphereConnector.Server.Deployment;

/// <summary>What an <c>InstallConnector</c> operation may be told; all of it has defaults.</summary>
internal sealed record InstallConnectorParameters
{
    /// <summary>The folder that <c>vAgentManager</c> is made in. Default: the configured one.</summary>
    public string? ParentFolder { get; init; }

    /// <summary>Where the installation works. Default: the configured one; where it cannot be used, <c>/tmp</c>.</summary>
    public string? TempFolder { get; init; }

    /// <summary>The account that the connector runs as. Default: the one that installs it.</summary>
    public string? RunAs { get; init; }

    /// <summary>A proxy between the guest and the server, such as <c>http://proxy:3128</c>.</summary>
    public string? Proxy { get; init; }

    /// <summary>The SHA-256 of an uploaded program to install instead of the server's own, in lower-case hex.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Install also where a connector of this version answers already.</summary>
    public bool Reinstall { get; init; }
}
