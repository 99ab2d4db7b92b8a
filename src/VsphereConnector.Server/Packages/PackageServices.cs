namespace VsphereConnector.Server.Packages;

internal static class PackageServices
{
    /// <summary>Packages for connectors, and the files that operations leave here.</summary>
    public static IServiceCollection AddPackages(this IServiceCollection services) => services
        .AddSingleton<PackageStore>()
        .AddSingleton<OperationFileStore>()
        .AddHostedService<OperationFileSweep>();
}
