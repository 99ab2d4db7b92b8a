using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace VsphereConnector.Server.Deployment.Offline;

/// <summary>The body of <c>POST /api/v1/deployment-tokens</c>.</summary>
internal sealed record DeploymentTokenRequest
{
    [Description("The host names of the machines that it is for; * stands for any characters and ? for one. Or endpoint.")]
    public string? NamePattern { get; init; }

    [Description("The registered endpoint that it is for, by its name or its id. Or namePattern.")]
    public string? Endpoint { get; init; }

    [Description("How many machines may enrol with it (1-10000). Default: 1.")]
    public int? Machines { get; init; }

    [Description("How long it is good, in hours (up to 720). Default: 24.")]
    public double? LifetimeHours { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; init; }
}

/// <summary>A new token, which is shown this once.</summary>
internal sealed record NewDeploymentTokenView(string Token, DeploymentToken Known);

/// <summary>A token, and who enrolled by it.</summary>
internal sealed record DeploymentTokenView(DeploymentToken Token, IReadOnlyList<DeploymentTokenUse> Uses);

/// <summary>The body of <c>POST /api/v1/deployment-packages</c>.</summary>
internal sealed record DeploymentPackageRequest
{
    [Description("linux. Default: linux.")]
    public string? OperatingSystem { get; init; }

    [Description("x64, arm64 or musl-x64. Default: x64.")]
    public string? Architecture { get; init; }

    [Description("A token of POST /api/v1/deployment-tokens, which the file is to hold. Missing: the file holds none, and is told where it is when it is run.")]
    public string? Token { get; init; }

    [Description("The account that the connector runs as. Default: root.")]
    public string? RunAs { get; init; }

    [Description("Where vAgentManager is made. Default: what the server has configured.")]
    public string? ParentFolder { get; init; }

    [Description("Where the installation works. Default: what the server has configured.")]
    public string? TempFolder { get; init; }

    [Description("A proxy between the machine and this server, such as http://proxy:3128.")]
    public string? Proxy { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; init; }
}
