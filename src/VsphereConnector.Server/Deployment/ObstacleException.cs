namespace VsphereConnector.Server.Deployment;

/// <summary>An installation cannot go on now.</summary>
internal sealed class ObstacleException(Obstacle obstacle) : Exception(obstacle.Error.Message)
{
    public Obstacle Obstacle { get; } = obstacle;
}
