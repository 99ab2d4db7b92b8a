namespace VsphereConnector.Server.Fleet;

internal static class FleetServices
{
    /// <summary>Lists of virtual machines, the fleet in numbers and its history.</summary>
    public static IServiceCollection AddFleet(this IServiceCollection services) => services
        .AddSingleton<VirtualMachineLists>()
        .AddSingleton<FleetOverview>()
        .AddHostedService<FleetSampler>();
}
