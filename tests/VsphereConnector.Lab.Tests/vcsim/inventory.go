package main

import (
	"fmt"
	"sort"
	"sync"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

// inventory knows which real guest stands behind each virtual machine. A machine without one is powered off.
type inventory struct {
	mutex    sync.Mutex
	machines map[string]*simulator.VirtualMachine
	guests   map[types.ManagedObjectReference]*guest
}

// newInventory makes one cluster of two hosts with the machines of the configuration, powered off.
func newInventory(specs []machineSpec) (*simulator.Model, *inventory, error) {
	model := simulator.VPX()
	model.Host, model.ClusterHost, model.Machine, model.Autostart = 0, 2, len(specs), false
	if err := model.Create(); err != nil {
		return nil, nil, err
	}
	all := simulator.Map.All("VirtualMachine")
	sort.Slice(all, func(i, j int) bool { return all[i].Entity().Name < all[j].Entity().Name })

	known := &inventory{
		machines: make(map[string]*simulator.VirtualMachine),
		guests:   make(map[types.ManagedObjectReference]*guest),
	}
	for i, spec := range specs {
		machine := all[i].(*simulator.VirtualMachine)
		describe(machine, spec)
		known.machines[spec.Name] = machine
	}
	return model, known, nil
}

func describe(machine *simulator.VirtualMachine, spec machineSpec) {
	simulator.Map.Update(machine, []types.PropertyChange{
		{Name: "name", Val: spec.Name},
		{Name: "config.name", Val: spec.Name},
		{Name: "summary.config.name", Val: spec.Name},
		{Name: "config.uuid", Val: spec.Uuid},
		{Name: "summary.config.uuid", Val: spec.Uuid},
		{Name: "config.instanceUuid", Val: spec.InstanceUuid},
		{Name: "summary.config.instanceUuid", Val: spec.InstanceUuid},
	})
	machine.Guest.GuestFamily = "" // a newer vcsim leaves it unset for its container guests
}

// powerOn puts a booted guest behind the machine.
func (i *inventory) powerOn(name string, booted *guest) error {
	machine, err := i.find(name)
	if err != nil {
		return err
	}
	i.mutex.Lock()
	i.guests[machine.Self] = booted
	i.mutex.Unlock()
	running, status := types.VirtualMachineToolsRunningStatusGuestToolsRunning, types.VirtualMachineToolsStatusToolsOk
	if booted.ToolsDown {
		running, status = types.VirtualMachineToolsRunningStatusGuestToolsNotRunning, types.VirtualMachineToolsStatusToolsNotRunning
	}
	update(machine, types.VirtualMachinePowerStatePoweredOn, running, status, booted)
	return nil
}

func (i *inventory) powerOff(name string) error {
	machine, err := i.find(name)
	if err != nil {
		return err
	}
	i.mutex.Lock()
	delete(i.guests, machine.Self)
	i.mutex.Unlock()
	update(machine, types.VirtualMachinePowerStatePoweredOff,
		types.VirtualMachineToolsRunningStatusGuestToolsNotRunning, types.VirtualMachineToolsStatusToolsNotRunning, new(guest))
	return nil
}

func update(machine *simulator.VirtualMachine, power types.VirtualMachinePowerState,
	running types.VirtualMachineToolsRunningStatus, status types.VirtualMachineToolsStatus, behind *guest) {
	if behind.Prefix != "" {
		simulator.Map.Update(machine, []types.PropertyChange{
			{Name: "config.guestId", Val: string(types.VirtualMachineGuestOsIdentifierWindows9Server64Guest)},
		})
	}
	simulator.Map.WithLock(machine, func() {
		simulator.Map.Update(machine, []types.PropertyChange{
			{Name: "runtime.powerState", Val: power},
			{Name: "summary.runtime.powerState", Val: power},
			{Name: "guest.toolsRunningStatus", Val: string(running)},
			{Name: "guest.toolsStatus", Val: status},
			{Name: "guest.ipAddress", Val: behind.Address},
			{Name: "guest.hostName", Val: behind.HostName},
		})
	})
}

func (i *inventory) find(name string) (*simulator.VirtualMachine, error) {
	if machine, ok := i.machines[name]; ok {
		return machine, nil
	}
	return nil, fmt.Errorf("no machine is named %q", name)
}

// name says which machine a reference names; unknown references stay as they are.
func (i *inventory) name(reference string) string {
	for name, machine := range i.machines {
		if machine.Self.Value == reference {
			return name
		}
	}
	return reference
}

func (i *inventory) guestOf(reference types.ManagedObjectReference) (*guest, types.BaseMethodFault) {
	machine, ok := simulator.Map.Get(reference).(*simulator.VirtualMachine)
	if !ok {
		return nil, &types.ManagedObjectNotFound{Obj: reference}
	}
	if state := powerState(machine); state != types.VirtualMachinePowerStatePoweredOn {
		return nil, &types.InvalidPowerState{
			RequestedState: types.VirtualMachinePowerStatePoweredOn,
			ExistingState:  state,
		}
	}
	i.mutex.Lock()
	defer i.mutex.Unlock()
	if found, ok := i.guests[reference]; ok {
		return found, nil
	}
	return nil, new(types.GuestOperationsUnavailable)
}

func powerState(machine mo.Entity) (state types.VirtualMachinePowerState) {
	simulator.Map.WithLock(machine, func() {
		state = machine.(*simulator.VirtualMachine).Runtime.PowerState
	})
	return state
}
