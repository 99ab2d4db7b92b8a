using Microsoft.Extensions.Options;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Enrolment;
using VsphereConnector.Server.Plugin.ConnectorAttribute;
using VsphereConnector.Server.Plugin.DynamicItems;
using VsphereConnector.Server.Plugin.Manifest;
using VsphereConnector.Server.Plugin.Registration;
using VsphereConnector.Server.Plugin.UserInterface;
using VsphereConnector.Server.Plugin.VCenterTasks;

namespace VsphereConnector.Server.Plugin;

internal static class PluginServices
{
    /// <summary>What the vSphere Client's plug-in needs of the server.</summary>
    public static IServiceCollection AddPlugin(this IServiceCollection services)
    {
        services.AddSingleton<PluginTexts>();
        services.AddSingleton<PluginManifest>();
        services.AddSingleton<MenuState>();
        services.AddSingleton(provider => new ShownCertificate(
            provider.GetRequiredService<IOptions<ServerOptions>>(), provider.GetRequiredService<ApiCertificate>));
        services.AddSingleton<PluginExtension>();
        services.AddHostedService<RegistrationCheck>();
        services.AddSingleton(UserInterfaceFolder.BesideProgram);
        services.AddSingleton<OperationTask>();
        services.AddSingleton<VCenterTaskReporters>();
        services.AddHostedService<VCenterTaskFollower>();
        services.AddHostedService<ConnectorAttributeWriter>();
        return services;
    }

    /// <summary>Everything below <c>/plugin</c>.</summary>
    public static void MapPlugin(this WebApplication app)
    {
        app.MapPluginManifest();
        app.MapDynamicItems();
        app.UseUserInterface();
    }
}
