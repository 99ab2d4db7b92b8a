namespace VsphereConnector.Server.Rollouts;

internal static class RolloutServices
{
    /// <summary>Operations for a whole fleet, wave after wave.</summary>
    public static IServiceCollection AddRollouts(this IServiceCollection services) => services
        .AddSingleton<RolloutValidation>()
        .AddSingleton<RolloutStore>()
        .AddHostedService<RolloutWorker>();
}
