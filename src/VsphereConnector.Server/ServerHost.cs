using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Channels;
using VsphereConnector.Server.Channels.Smb.Driver;
using VsphereConnector.Server.Channels.Ssh.Driver;
using VsphereConnector.Server.Channels.Web;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Credentials;
using VsphereConnector.Server.Deployment;
using VsphereConnector.Server.Endpoints;
using VsphereConnector.Server.Enrolment;
using VsphereConnector.Server.Fleet;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Packages;
using VsphereConnector.Server.Plugin;
using VsphereConnector.Server.Preflight;
using VsphereConnector.Server.Preparation;
using VsphereConnector.Server.Rollouts;
using VsphereConnector.Server.Storage;
using VsphereConnector.Server.Triggers;

namespace VsphereConnector.Server;

/// <summary>The server as a host that a program starts: the command line does, and so does the demo.</summary>
internal static class ServerHost
{
    /// <summary>Builds the server for a program that has its own console: it logs to the files of its data folder only.</summary>
    /// <inheritdoc cref="Build(ServerConfiguration, bool, Action{IServiceCollection})"/>
    public static WebApplication Build(ServerOptions options, Action<IServiceCollection>? arrange = null)
    {
        ServerConfiguration.Validate(options);
        return Build(new ServerConfiguration(options, new ConfigurationBuilder().Build()), logToConsole: false, arrange);
    }

    /// <summary>
    /// Builds the server. <paramref name="arrange"/> may replace services before it is built, say the <see cref="TimeProvider"/>. Once it
    /// has started, <see cref="ServerListeners"/> tells its addresses.
    /// </summary>
    /// <exception cref="ConfigurationException">The options cannot be used.</exception>
    /// <exception cref="DataFolderInUseException">Another server works with the data folder.</exception>
    public static WebApplication Build(ServerConfiguration configuration, bool logToConsole, Action<IServiceCollection>? arrange = null)
    {
        var folder = DataFolder.Open(configuration.Options.DataFolder);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.Logging.AddServerLog(folder, configuration.Source, logToConsole);
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(Options.Create(configuration.Options));
        builder.Services.AddDataFolder(folder, configuration.Options.Keys);
        builder.Services.AddStorage();
        builder.Services.AddCredentials();
        builder.Services.AddOperations();
        builder.Services.AddEnrolment();
        builder.Services.AddEndpoints();
        builder.Services.AddDrivers();
        builder.Services.AddWebChannel();
        builder.Services.AddSshDriver();
        builder.Services.AddSmbDriver();
        builder.Services.AddPackages();
        builder.Services.AddDeployment();
        builder.Services.AddTriggers();
        builder.Services.AddFleet();
        builder.Services.AddPreflight();
        builder.Services.AddPreparation();
        builder.Services.AddRollouts();
        builder.Services.AddApi();
        builder.Services.AddPlugin();
        builder.Services.AddSingleton<ServerListeners>();
        builder.Services.AddSingleton<IConfigureOptions<KestrelServerOptions>>(
            provider => provider.GetRequiredService<ServerListeners>());
        arrange?.Invoke(builder.Services);

        var app = builder.Build();
        app.UseConnectorListener();
        app.UseWebSockets();
        app.MapApi();
        app.MapPlugin();
        app.MapEnrolment();
        app.MapWebChannel();
        app.MapConnectorTransfers();
        return app;
    }

    /// <summary>What is kept in the data folder besides the database.</summary>
    private static void AddDataFolder(this IServiceCollection services, DataFolder folder, KeyOptions keys)
    {
        services.AddSingleton(_ => folder);
        services.AddSingleton(NodeIdentity.Load(folder.Path));
        DataKeys.Configure(services.AddDataProtection(), folder.Folder("keys"), keys);
    }
}
