using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace VsphereConnector.Server.Endpoints;

/// <summary>An endpoint as callers describe it.</summary>
internal record EndpointInput
{
    [Description("Unique among the endpoints, up to 200 characters.")]
    public string? Name { get; init; }

    [Description("A host name or an IP address.")]
    public string? Address { get; init; }

    [Description("Default: 22 for Ssh, 445 for Smb.")]
    public int? Port { get; init; }

    [Description("Linux or Windows.")]
    public string? OperatingSystem { get; init; }

    [Description("Ssh, Smb, or None where nothing but the connector's own channel leads there. Default: Ssh to Linux, Smb to Windows.")]
    public string? Driver { get; init; }

    [Description("The name of a stored credential: the account that installs. On Linux root or a sudoer, on Windows an administrator.")]
    public string? Credential { get; init; }

    [Description("The keys that the machine's sshd may have, each as ssh-keyscan prints it: TYPE BASE64.")]
    public IReadOnlyList<string>? HostKeys { get; init; }

    [Description("FirstUse: the key that is shown first is pinned. Pinned: only those in hostKeys. Default: Pinned where there are some.")]
    public string? HostKeyPolicy { get; init; }

    [Description("The name of the endpoint to go through by SSH.")]
    public string? Jump { get; init; }

    [Description("The account that the connector runs as. Default: root, on Windows SYSTEM.")]
    public string? RunAs { get; init; }

    [Description("Where vAgentManager is made. Default: what the server has configured.")]
    public string? ParentFolder { get; init; }

    [Description("Where an installation works. Default: what the server has configured.")]
    public string? TempFolder { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; init; }
}

/// <summary>The body of a change: the endpoint as it is to be.</summary>
internal sealed record EndpointChange : EndpointInput
{
    [Description("The version that was read; refused where the endpoint has changed since.")]
    public long? Version { get; init; }
}
