namespace VsphereConnector.Server.Operations;

internal static class OperationServices
{
    /// <summary>The ledger and the worker that carries out what is in it.</summary>
    public static IServiceCollection AddOperations(this IServiceCollection services)
    {
        services.AddSingleton<OperationSignals>();
        services.AddSingleton<OperationSecrets>();
        services.AddSingleton<OperationLedger>();
        services.AddSingleton<OperationLeases>();
        services.AddSingleton<OperationJournal>();
        services.AddSingleton<OperationExecution>();
        services.AddHostedService<OperationWorker>();
        services.AddSingleton<OperationRetention>();
        services.AddHostedService(provider => provider.GetRequiredService<OperationRetention>());
        return services;
    }
}
