using Microsoft.Extensions.Options;
using VsphereConnector.Server.Channels;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Deployment.Aliases;
using VsphereConnector.Server.Deployment.Logons;
using VsphereConnector.Server.Deployment.Offline;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Deployment;

internal static class DeploymentServices
{
    /// <summary>Installations by guest operations, and the vCenters that they go through.</summary>
    public static IServiceCollection AddDeployment(this IServiceCollection services)
    {
        services.AddSingleton<VCenters>();
        services.AddSingleton<VCenterTags>();
        services.AddSingleton<RepeatableReads>();
        services.AddSingleton<VirtualMachineCatalog>();
        services.AddSingleton<ServiceTokens>();
        services.AddSingleton<KnownAliases>();
        services.AddSingleton<LogonPolicies>();
        services.AddSingleton<GuestLogons>();
        services.AddSingleton<LogonAttempts>();
        services.AddSingleton<GuestEntrance>();
        services.AddSingleton<Leftovers>();
        services.AddSingleton<InstallationKit>();
        services.AddSingleton<DeploymentTokens>();
        services.AddSingleton(provider => BudgetOf(provider.GetRequiredService<IOptions<ServerOptions>>().Value.Deployment));
        services.AddSingleton(provider => ProgramsOf(provider.GetRequiredService<IOptions<ServerOptions>>().Value.Deployment));
        services.AddSingleton<IDriver, GuestOperationsDriver>();
        services.AddSingleton<IOperationRunner, GuestAliasRunner>();
        return services;
    }

    private static DeploymentBudget BudgetOf(DeploymentOptions options) => new(options.PerHost, options.PerVCenter);

    private static ConnectorPrograms ProgramsOf(DeploymentOptions options) => new(options.ConnectorPrograms.AsReadOnly());
}
