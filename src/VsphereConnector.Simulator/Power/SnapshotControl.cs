using VsphereConnector.Simulator.Events;
using VsphereConnector.Simulator.Inventory;

namespace VsphereConnector.Simulator.Power;

/// <summary>One snapshot of each virtual machine: its files, without its memory.</summary>
internal sealed class SnapshotControl(PowerControl power, EventLog events)
{
    public static void Take(VirtualMachine vm) => vm.Snapshot = vm.Guest.Files.Copy();

    /// <summary>The files are as they were; a machine that was on is started anew with them.</summary>
    public void Revert(VirtualMachine vm)
    {
        var files = vm.Snapshot ?? throw new InvalidOperationException($"'{vm.Name}' has no snapshot.");
        var wasOn = vm.PoweredOn;
        power.SwitchOff(vm);
        vm.Guest.Replace(files.Copy());
        events.AddExtended("com.vmware.vc.vm.VmStateRevertedToSnapshot", vm, $"The virtual machine {vm.Name} was reverted to a snapshot");
        if (wasOn)
            power.SwitchOn(vm);
    }
}
