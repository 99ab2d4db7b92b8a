using VsphereConnector.Server.Configuration;

namespace VsphereConnector.Server.Storage;

internal static class StorageServices
{
    /// <summary>The name of the database in the data folder.</summary>
    public const string DatabaseFile = "vsphere-connector.db";

    /// <summary>The database in the data folder.</summary>
    public static IServiceCollection AddStorage(this IServiceCollection services)
    {
        services.AddSingleton(provider => Database.Open(
            Path.Combine(provider.GetRequiredService<DataFolder>().Path, DatabaseFile),
            provider.GetRequiredService<TimeProvider>()));
        return services;
    }
}
