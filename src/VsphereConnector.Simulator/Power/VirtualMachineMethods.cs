using VsphereConnector.Simulator.Events;
using VsphereConnector.Simulator.Faults;
using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Simulator.Soap;
using VsphereConnector.Simulator.Tasks;

namespace VsphereConnector.Simulator.Power;

/// <summary>The methods of a virtual machine: power, clone, rename, destroy.</summary>
internal sealed class VirtualMachineMethods(InventoryTree inventory, PowerControl power, TaskManager tasks, EventLog events)
{
    public void AddTo(MethodTable methods)
    {
        methods.Add("PowerOnVM_Task", call => Run(call, "VirtualMachine.powerOn", power.PowerOn), privilege: "VirtualMachine.Interact.PowerOn");
        methods.Add("PowerOffVM_Task", call => Run(call, "VirtualMachine.powerOff", power.PowerOff), privilege: "VirtualMachine.Interact.PowerOff");
        methods.Add("RebootGuest", call => Do(call, power.RebootGuest), privilege: "VirtualMachine.Interact.Reset");
        methods.Add("ShutdownGuest", call => Do(call, power.PowerOff), privilege: "VirtualMachine.Interact.PowerOff");
        methods.Add("CloneVM_Task", CloneTask, privilege: "VirtualMachine.Provisioning.Clone");
        methods.Add("Rename_Task", RenameTask, privilege: "VirtualMachine.Config.Rename");
        methods.Add("Destroy_Task", call => Run(call, "VirtualMachine.destroy", Destroy), privilege: "VirtualMachine.Inventory.Delete");
    }

    /// <summary>A copy with new identities: the files come along, what runs does not.</summary>
    public VirtualMachine Clone(VirtualMachine source, string name, bool powerOn)
    {
        var options = source.Options with { Name = name, Uuid = null, InstanceUuid = null, Template = false };
        var files = source.GuestIfMade?.Files.Copy();
        var clone = inventory.Add(options, files);
        inventory.Changes.PublishStructure();
        events.Add("VmClonedEvent", clone, $"{source.Name} cloned to {clone.Name}");
        if (powerOn)
            power.PowerOn(clone);
        return clone;
    }

    /// <summary>A running copy of a running machine, as an instant clone is: it has no power-on of its own.</summary>
    public VirtualMachine InstantClone(VirtualMachine source, string name)
    {
        if (!source.PoweredOn)
            throw Fault.InvalidPowerState("poweredOn", "poweredOff");
        var options = source.Options with { Name = name, Uuid = null, InstanceUuid = null, Template = false };
        var clone = inventory.Add(options, source.GuestIfMade?.Files.Copy());
        inventory.Changes.PublishStructure();
        power.SwitchOn(clone);
        events.AddExtended("com.vmware.vc.VmInstantClonedEvent", clone, $"Virtual machine {clone.Name} was instant-cloned from {source.Name}");
        return clone;
    }

    /// <summary>A virtual machine from a template.</summary>
    public VirtualMachine Deploy(VirtualMachine template, string name, bool powerOn)
    {
        var options = template.Options with { Name = name, Uuid = null, InstanceUuid = null, Template = false };
        var machine = inventory.Add(options, template.GuestIfMade?.Files.Copy());
        inventory.Changes.PublishStructure();
        events.Add("VmDeployedEvent", machine, $"Template {template.Name} deployed as {machine.Name}");
        if (powerOn)
            power.PowerOn(machine);
        return machine;
    }

    /// <summary>Takes a virtual machine out of the inventory; its files stay.</summary>
    public void Unregister(VirtualMachine vm)
    {
        if (vm.PoweredOn)
            throw Fault.InvalidPowerState("poweredOff", "poweredOn");
        inventory.Remove(vm);
        events.Add("VmRemovedEvent", vm, $"Removed {vm.Name}");
    }

    /// <summary>Adds one that was taken out: another id, the same identities and files.</summary>
    public VirtualMachine Register(VirtualMachine vm)
    {
        var registered = inventory.Add(vm.Options, vm.GuestIfMade?.Files);
        inventory.Changes.PublishStructure();
        events.Add("VmRegisteredEvent", registered, $"Registered {registered.Name} on {registered.Host.Name}");
        return registered;
    }

    public void Customize(VirtualMachine vm) => events.Add("CustomizationSucceeded", vm, $"Customization of {vm.Name} succeeded");

    public void Destroy(VirtualMachine vm)
    {
        if (vm.PoweredOn)
            throw Fault.InvalidPowerState("poweredOff", "poweredOn");
        inventory.Remove(vm);
        events.Add("VmRemovedEvent", vm, $"Removed {vm.Name}");
    }

    private static object? Do(SoapCall call, Action<VirtualMachine> action)
    {
        var vm = call.On<VirtualMachine>();
        if (!vm.ToolsRunning && vm.PoweredOn)
            throw Fault.Named("ToolsUnavailable", vm.Reference);
        action(vm);
        return null;
    }

    private ManagedObjectReference Run(SoapCall call, string descriptionId, Action<VirtualMachine> action)
    {
        var vm = call.On<VirtualMachine>();
        return tasks.Run(descriptionId, vm, call.Session.UserName, () =>
        {
            action(vm);
            return null;
        });
    }

    private ManagedObjectReference CloneTask(SoapCall call)
    {
        var source = call.On<VirtualMachine>();
        var name = call.Arguments.RequiredString("name");
        var powerOn = call.Arguments.Required("spec").Bool("powerOn");
        return tasks.Run("VirtualMachine.clone", source, call.Session.UserName, () => Clone(source, name, powerOn).Reference);
    }

    private ManagedObjectReference RenameTask(SoapCall call)
    {
        var vm = call.On<VirtualMachine>();
        var name = call.Arguments.RequiredString("newName");
        return tasks.Run("ManagedEntity.rename", vm, call.Session.UserName, () =>
        {
            inventory.Rename(vm, name);
            return null;
        });
    }
}
