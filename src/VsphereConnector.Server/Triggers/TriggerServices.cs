using Microsoft.Extensions.Options;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Storage;
using VsphereConnector.Server.Triggers.Api;
using VsphereConnector.Server.Triggers.Firings;
using VsphereConnector.Server.Triggers.Matching;
using VsphereConnector.Server.Triggers.Occurrences;
using VsphereConnector.Server.Triggers.Rules;

namespace VsphereConnector.Server.Triggers;

internal static class TriggerServices
{
    /// <summary>Rules, what triggers them, and what they do by themselves.</summary>
    public static IServiceCollection AddTriggers(this IServiceCollection services)
    {
        services.AddSingleton<RuleStore>();
        services.AddSingleton<RuleInventories>();
        services.AddSingleton(provider => new InventoryReconcile(
            provider.GetRequiredService<Database>(),
            provider.GetRequiredService<IOptions<ServerOptions>>().Value.Rules,
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<MissingConnectors>();
        services.AddSingleton<ConnectorPlaces>();
        services.AddHostedService<ConnectorPlaceSweep>();
        services.AddSingleton<OccurrenceJudge>();
        services.AddSingleton<FiringPacer>();
        services.AddSingleton<FiringResults>();
        services.AddSingleton<RuleValidation>();
        services.AddSingleton<RuleOverview>();
        services.AddSingleton<RuleExplanations>();
        services.AddSingleton<DryRun>();
        services.AddSingleton<RuleEngine>();
        services.AddHostedService(provider => provider.GetRequiredService<RuleEngine>());
        return services;
    }
}
