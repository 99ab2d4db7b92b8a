namespace VsphereConnector.Server.Credentials.Guard;

/// <summary>Before anything else starts: what the process before was about to try when it ended counts as tried.</summary>
internal sealed class LockoutRecovery(LockoutGuard guard) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => guard.RecoverAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
