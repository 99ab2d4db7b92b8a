using VsphereConnector.Server.Configuration;

namespace VsphereConnector.Server.Channels.Smb.Driver;

internal static class SmbServices
{
    /// <summary>The driver by SMB.</summary>
    public static IServiceCollection AddSmbDriver(this IServiceCollection services) => services
        .AddSingleton(provider => new SmbConnections(
            new SmbOptions { Folder = provider.GetRequiredService<DataFolder>().Folder("smb") }, provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<SmbAccounts>()
        .AddSingleton<SmbRoutes>()
        .AddSingleton<SmbEntrance>()
        .AddSingleton<SmbTransfers>()
        .AddSingleton<IDriver, SmbDriver>();
}
