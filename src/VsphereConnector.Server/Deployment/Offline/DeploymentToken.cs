using System.ComponentModel;

namespace VsphereConnector.Server.Deployment.Offline;

/// <summary>A token by which machines enrol that an administrator's own tooling installs; the token itself is nowhere.</summary>
internal sealed record DeploymentToken
{
    public long Sequence { get; init; }

    public required Guid Id { get; init; }

    [Description("The host names that it is for; * stands for any characters and ? for one.")]
    public string? NamePattern { get; init; }

    [Description("The id of the endpoint that it is for, where it is for one that is registered.")]
    public Guid? EndpointId { get; init; }

    [Description("How many machines may enrol with it.")]
    public required int Machines { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    [Description("Missing as long as it is good.")]
    public DateTimeOffset? WithdrawnAt { get; init; }
}

/// <summary>A machine that enrolled by a deployment token.</summary>
internal sealed record DeploymentTokenUse
{
    public required DateTimeOffset At { get; init; }

    public required string HostName { get; init; }

    public string? Address { get; init; }

    public required Guid EndpointId { get; init; }

    public required Guid ConnectorId { get; init; }
}
