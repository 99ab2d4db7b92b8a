using System.Collections.Frozen;
using System.Collections.Immutable;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Server.Plugin.Authorization;

/// <summary>What a user needs on an object to have something done there: this is the one place that says it.</summary>
/// <param name="Own">The plug-in's own privilege.</param>
/// <param name="Beside">The privileges of vSphere that are needed beside it.</param>
internal sealed record RequiredPrivileges(string Own, ImmutableArray<string> Beside)
{
    private static readonly ImmutableArray<string> GuestOperations =
        ["VirtualMachine.GuestOperations.Query", "VirtualMachine.GuestOperations.Modify", "VirtualMachine.GuestOperations.Execute"];

    private static readonly ImmutableArray<string> GuestAliases =
        ["VirtualMachine.GuestOperations.QueryAliases", "VirtualMachine.GuestOperations.ModifyAliases"];

    private static readonly FrozenDictionary<OperationKind, RequiredPrivileges> ByKind = new Dictionary<OperationKind, RequiredPrivileges>
    {
        [OperationKind.InstallConnector] = Of(PluginPrivilege.Install),
        [OperationKind.UpgradeConnector] = Of(PluginPrivilege.Upgrade),
        [OperationKind.UninstallConnector] = Of(PluginPrivilege.Uninstall),
        [OperationKind.GetStatus] = Of(PluginPrivilege.View),
        [OperationKind.RunTask] = Of(PluginPrivilege.RunTask),
        [OperationKind.ChangeConfiguration] = Of(PluginPrivilege.Configure),
        [OperationKind.RetrieveLogs] = Of(PluginPrivilege.RetrieveLogs),
        [OperationKind.InstallAgent] = Of(PluginPrivilege.ManageAgents),
        [OperationKind.UninstallAgent] = Of(PluginPrivilege.ManageAgents),
        [OperationKind.StartAgent] = Of(PluginPrivilege.ManageAgents),
        [OperationKind.StopAgent] = Of(PluginPrivilege.ManageAgents),
        [OperationKind.InstallPatch] = Of(PluginPrivilege.ManagePatches),
        [OperationKind.UninstallPatch] = Of(PluginPrivilege.ManagePatches),
        [OperationKind.CheckMachine] = Of(PluginPrivilege.Install),
        [OperationKind.PrepareAccount] = Of(PluginPrivilege.Install),
        [OperationKind.AddGuestAlias] = new(PluginPrivilege.Install, GuestAliases),
        [OperationKind.VerifyGuestAlias] = new(PluginPrivilege.Install, GuestAliases),
        [OperationKind.RemoveGuestAlias] = new(PluginPrivilege.Install, GuestAliases),
    }.ToFrozenDictionary();

    /// <summary>To see a virtual machine's connector, operations and output.</summary>
    public static RequiredPrivileges ToView { get; } = Of(PluginPrivilege.View);

    /// <summary>On the root folder: for what belongs to no virtual machine, such as settings and the audit.</summary>
    public static RequiredPrivileges ToAdminister { get; } = Of(PluginPrivilege.Administer);

    /// <summary>To do what this privilege of the plug-in allows.</summary>
    public static RequiredPrivileges Of(string own) => new(own, own == PluginPrivilege.Install ? GuestOperations : []);

    /// <summary>What this kind needs; one that the table does not say is for those who administer.</summary>
    public static RequiredPrivileges For(OperationKind kind) => ByKind.GetValueOrDefault(kind, ToAdminister);

    /// <summary>
    /// The privileges to ask for. A vCenter in which the plug-in is not registered does not have its privileges: there the guest
    /// operations decide about everything that changes something, System.Read about viewing, and Extension.Register, which lets
    /// register the plug-in, about administering.
    /// </summary>
    public ImmutableArray<string> In(bool registered) => (registered, Own) switch
    {
        (true, _) => [Own, .. Beside],
        (_, PluginPrivilege.View) => ["System.Read"],
        (_, PluginPrivilege.Administer) => ["Extension.Register"],
        _ => [.. GuestOperations.Union(Beside)],
    };
}
