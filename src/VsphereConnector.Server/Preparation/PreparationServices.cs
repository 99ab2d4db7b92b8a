using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Preparation;

internal static class PreparationServices
{
    /// <summary>Looks at machines themselves, and the preparation of their accounts.</summary>
    public static IServiceCollection AddPreparation(this IServiceCollection services) => services
        .AddSingleton<MachineLookup>()
        .AddSingleton<GuestOperationsLook>()
        .AddSingleton<SmbLook>()
        .AddSingleton<SshMachines>()
        .AddSingleton<MachineLook>()
        .AddSingleton<IOperationRunner, MachineOperationRunner>();
}
