using VsphereConnector.Server.Configuration;

namespace VsphereConnector.Server.Channels.Ssh.Driver;

internal static class SshServices
{
    /// <summary>The driver by SSH, and the connections that it shares.</summary>
    public static IServiceCollection AddSshDriver(this IServiceCollection services) => services
        .AddSingleton(provider => new SshConnections(
            new SshOptions { Folder = provider.GetRequiredService<DataFolder>().Folder("ssh") }, provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<SshHostKeys>()
        .AddSingleton<SshAccounts>()
        .AddSingleton<SshRoutes>()
        .AddSingleton<SshTransfers>()
        .AddSingleton<IDriver, SshDriver>();
}
