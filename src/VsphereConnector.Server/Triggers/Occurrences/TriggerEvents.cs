using System.Collections.Frozen;
using System.Globalization;
using VsphereConnector.Server.Triggers.Rules;
using VsphereConnector.Vim25.Events;

namespace VsphereConnector.Server.Triggers.Occurrences;

/// <summary>Which events of vCenter tell of what.</summary>
internal static class TriggerEvents
{
    private static readonly FrozenDictionary<string, TriggerKind[]> ByType = new Dictionary<string, TriggerKind[]>
    {
        ["VmPoweredOnEvent"] = [TriggerKind.PoweredOn],
        ["DrsVmPoweredOnEvent"] = [TriggerKind.PoweredOn],
        ["VmRestartedOnAlternateHostEvent"] = [TriggerKind.PoweredOn],
        ["VmCreatedEvent"] = [TriggerKind.Appears],
        ["VmDiscoveredEvent"] = [TriggerKind.Appears],
        ["VmRegisteredEvent"] = [TriggerKind.Registered, TriggerKind.Appears],
        ["VmClonedEvent"] = [TriggerKind.Cloned, TriggerKind.Appears],
        ["VmDeployedEvent"] = [TriggerKind.Deployed, TriggerKind.Appears],
        ["com.vmware.vc.vm.DstVmClonedEvent"] = [TriggerKind.Cloned, TriggerKind.Appears],
        ["com.vmware.vc.VmInstantClonedEvent"] = [TriggerKind.Cloned, TriggerKind.Appears],
        ["CustomizationSucceeded"] = [TriggerKind.Customized],
        ["com.vmware.vc.vm.VmStateRevertedToSnapshot"] = [TriggerKind.Reverted],
    }.ToFrozenDictionary();

    /// <summary>What to ask vCenter for: classes in both spellings that servers know, and the ids of EventEx.</summary>
    public static IReadOnlyList<string> TypeIds { get; } =
        [.. ByType.Keys.SelectMany(type => type.Contains('.', StringComparison.Ordinal) ? new[] { type } : [type, $"vim.event.{type}"])];

    /// <summary>What an event tells; nothing where it is none of those.</summary>
    public static IEnumerable<Occurrence> Read(VimEvent told, string vCenter, string vCenterId) =>
        told.Vm is { } machine && ByType.TryGetValue(told.EventTypeId ?? told.TypeName, out var kinds)
            ? kinds.Select(kind => new Occurrence
            {
                VCenterId = vCenterId,
                VCenter = vCenter,
                Key = KeyOf(kind, machine.Reference.Value, told),
                Kind = kind,
                MoRef = machine.Reference.Value,
                Name = machine.Name,
                At = told.CreatedTime,
            })
            : [];

    /// <summary>A machine comes into an inventory once under its managed object id, whichever events and however many tell of it.</summary>
    public static string KeyOnce(TriggerKind kind, string moRef) => $"{kind}:{moRef}";

    private static string KeyOf(TriggerKind kind, string moRef, VimEvent told) => kind
        is TriggerKind.Appears or TriggerKind.Cloned or TriggerKind.Deployed or TriggerKind.Registered
        ? KeyOnce(kind, moRef)
        : string.Create(CultureInfo.InvariantCulture, $"{kind}:event:{told.Key}:{told.CreatedTime.ToUnixTimeMilliseconds()}");
}
