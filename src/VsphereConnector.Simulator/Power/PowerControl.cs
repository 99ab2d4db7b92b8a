using VsphereConnector.Simulator.Events;
using VsphereConnector.Simulator.Faults;
using VsphereConnector.Simulator.Guests;
using VsphereConnector.Simulator.Inventory;

namespace VsphereConnector.Simulator.Power;

/// <summary>Turns virtual machines on and off: Tools and guest operations follow after their delays.</summary>
internal sealed class PowerControl(InventoryTree inventory, EventLog events, TimeProvider time)
{
    private static readonly string[] RuntimePaths =
        ["runtime.powerState", "runtime.bootTime", "summary.runtime.powerState", "summary.runtime.bootTime"];

    private static readonly string[] ToolsPaths =
    [
        "guest.toolsStatus", "guest.toolsRunningStatus", "guest.guestId", "guest.guestFamily", "guest.guestFullName", "guest.hostName",
        "guest.ipAddress", "guest.net", "guest.guestState", "guest.guestOperationsReady", "guest.guestStateChangeSupported", "guestHeartbeatStatus",
        "summary.guest.toolsStatus", "summary.guest.toolsRunningStatus", "summary.guest.guestId", "summary.guest.guestFullName",
        "summary.guest.hostName", "summary.guest.ipAddress", "summary.quickStats.guestHeartbeatStatus",
    ];

    public void PowerOn(VirtualMachine vm)
    {
        lock (vm)
        {
            if (vm.PoweredOn)
                throw Fault.InvalidPowerState("poweredOff", "poweredOn");
            Boot(vm);
        }

        inventory.Changes.Publish(vm, RuntimePaths);
        inventory.Changes.Publish(vm, ToolsPaths);
        events.Add("VmPoweredOnEvent", vm, $"{vm.Name} on {vm.Host.Name} is powered on");
    }

    public void PowerOff(VirtualMachine vm)
    {
        lock (vm)
        {
            if (!vm.PoweredOn)
                throw Fault.InvalidPowerState("poweredOn", "poweredOff");
            Stop(vm);
        }

        inventory.Changes.Publish(vm, RuntimePaths);
        inventory.Changes.Publish(vm, ToolsPaths);
        events.Add("VmPoweredOffEvent", vm, $"{vm.Name} on {vm.Host.Name} is powered off");
    }

    public void RebootGuest(VirtualMachine vm)
    {
        lock (vm)
        {
            if (!vm.PoweredOn)
                throw Fault.InvalidPowerState("poweredOn", "poweredOff");
            var powerOn = vm.BootTime;
            Stop(vm);
            Boot(vm);
            vm.BootTime = powerOn; // a restart of the guest is no power-on
        }

        inventory.Changes.Publish(vm, ToolsPaths);
        events.Add("VmGuestRebootEvent", vm, $"Guest OS reboot for {vm.Name} on {vm.Host.Name}");
    }

    /// <summary>Powers on without an event of that, as a part of something else.</summary>
    public void SwitchOn(VirtualMachine vm)
    {
        lock (vm)
            Boot(vm);
        inventory.Changes.Publish(vm, RuntimePaths);
        inventory.Changes.Publish(vm, ToolsPaths);
    }

    /// <summary>Powers off without an event of that, where it is on.</summary>
    public void SwitchOff(VirtualMachine vm)
    {
        lock (vm)
        {
            if (vm.PoweredOn)
                Stop(vm);
        }

        inventory.Changes.Publish(vm, RuntimePaths);
        inventory.Changes.Publish(vm, ToolsPaths);
    }

    /// <summary>Stops or starts VMware Tools in a running guest.</summary>
    public void SetTools(VirtualMachine vm, bool running)
    {
        lock (vm)
        {
            vm.PowerEpoch++;
            vm.ToolsRunning = running && vm.PoweredOn;
            vm.GuestOperationsReady = vm.ToolsRunning;
        }

        inventory.Changes.Publish(vm, ToolsPaths);
    }

    private void Boot(VirtualMachine vm)
    {
        vm.PoweredOn = true;
        vm.BootTime = time.GetUtcNow();
        var epoch = ++vm.PowerEpoch;
        vm.GuestIfMade?.PowerOn();
        if (vm.Tools != ToolsInstallation.None)
            After(vm.Options.ToolsStartAfter, vm, epoch, () => StartTools(vm, epoch));
    }

    private void StartTools(VirtualMachine vm, int epoch)
    {
        vm.ToolsRunning = true;
        After(vm.Options.GuestOperationsReadyAfter, vm, epoch, () => vm.GuestOperationsReady = true);
    }

    private static void Stop(VirtualMachine vm)
    {
        vm.PowerEpoch++;
        vm.PoweredOn = false;
        vm.ToolsRunning = false;
        vm.GuestOperationsReady = false;
        vm.BootTime = null;
        vm.GuestIfMade?.PowerOff();
    }

    private void After(TimeSpan delay, VirtualMachine vm, int epoch, Action change)
    {
        if (delay > TimeSpan.Zero)
            _ = LaterAsync(delay, vm, epoch, change);
        else
            change();
    }

    private async Task LaterAsync(TimeSpan delay, VirtualMachine vm, int epoch, Action change)
    {
        await Task.Delay(delay, time, CancellationToken.None);
        lock (vm)
        {
            if (vm.PowerEpoch != epoch)
                return;
            change();
        }

        inventory.Changes.Publish(vm, ToolsPaths);
    }
}
