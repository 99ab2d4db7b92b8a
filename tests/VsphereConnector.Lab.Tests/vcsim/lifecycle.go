package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"path"
	"strings"

	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/session"
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/types"
)

// lifecycle does with machines what an administrator's tools do, by vCenter's own tasks: the events of that are vcsim's own.
type lifecycle struct {
	inventory *inventory
	sessions  *clientSessions
}

// lifecycleRequest is POST /lifecycle {"do": "power-on" | "clone" | "register", "name": …}.
type lifecycleRequest struct {
	Do    string      `json:"do"`
	Name  string      `json:"name"`
	Guest *guest      `json:"guest"` // power-on: what is behind the machine
	As    machineSpec `json:"as"`    // clone: the new machine
}

func (l *lifecycle) serve(w http.ResponseWriter, r *http.Request) {
	var request lifecycleRequest
	err := json.NewDecoder(r.Body).Decode(&request)
	if err == nil {
		err = l.run(r.Context(), request)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
	}
}

func (l *lifecycle) run(ctx context.Context, request lifecycleRequest) error {
	machine, err := l.inventory.find(request.Name)
	if err != nil {
		return err
	}
	client, err := l.sessions.connect(ctx)
	if err != nil {
		return err
	}
	manager := session.NewManager(client)
	if err := manager.Login(ctx, l.sessions.user); err != nil {
		return err
	}
	defer func() { _ = manager.Logout(context.Background()) }()
	switch request.Do {
	case "power-on":
		return l.powerOn(ctx, client, machine, request)
	case "clone":
		return l.clone(ctx, client, machine, request.As)
	case "register":
		return l.register(ctx, client, machine, request.Name)
	}
	return fmt.Errorf("nobody knows how to %q", request.Do)
}

func (l *lifecycle) powerOn(ctx context.Context, client *vim25.Client, machine *simulator.VirtualMachine, request lifecycleRequest) error {
	task, err := object.NewVirtualMachine(client, machine.Self).PowerOn(ctx)
	if err != nil {
		return err
	}
	if err := task.Wait(ctx); err != nil {
		return err
	}
	return l.inventory.powerOn(request.Name, request.Guest)
}

// clone makes a new machine in the place of the one that the lab had put aside under this name.
func (l *lifecycle) clone(ctx context.Context, client *vim25.Client, machine *simulator.VirtualMachine, as machineSpec) error {
	if aside, err := l.inventory.find(as.Name); err == nil {
		task, err := object.NewVirtualMachine(client, aside.Self).Destroy(ctx)
		if err != nil {
			return err
		}
		if err := task.Wait(ctx); err != nil {
			return err
		}
	}
	folder := object.NewFolder(client, *machine.Parent)
	task, err := object.NewVirtualMachine(client, machine.Self).Clone(ctx, folder, as.Name, types.VirtualMachineCloneSpec{
		Location: types.VirtualMachineRelocateSpec{Pool: machine.ResourcePool},
	})
	if err != nil {
		return err
	}
	info, err := task.WaitForResult(ctx, nil)
	if err != nil {
		return err
	}
	return l.adopt(info.Result.(types.ManagedObjectReference), as)
}

// register takes a machine out of the inventory and adds it again from its files: it has another id then.
func (l *lifecycle) register(ctx context.Context, client *vim25.Client, machine *simulator.VirtualMachine, name string) error {
	spec := machineSpec{Name: name, Uuid: machine.Config.Uuid, InstanceUuid: machine.Config.InstanceUuid}
	vmx, folder, pool := machine.Config.Files.VmPathName, *machine.Parent, machine.ResourcePool
	named := strings.TrimSuffix(path.Base(vmx), ".vmx") // the simulator looks for its other files by the name they were made under
	if _, err := methods.UnregisterVM(ctx, client, &types.UnregisterVM{This: machine.Self}); err != nil {
		return err
	}
	task, err := object.NewFolder(client, folder).RegisterVM(ctx, vmx, named, false, object.NewResourcePool(client, *pool), nil)
	if err != nil {
		return err
	}
	info, err := task.WaitForResult(ctx, nil)
	if err != nil {
		return err
	}
	return l.adopt(info.Result.(types.ManagedObjectReference), spec)
}

func (l *lifecycle) adopt(reference types.ManagedObjectReference, spec machineSpec) error {
	machine, ok := simulator.Map.Get(reference).(*simulator.VirtualMachine)
	if !ok {
		return fmt.Errorf("%s is no machine", reference.Value)
	}
	describe(machine, spec)
	l.inventory.machines[spec.Name] = machine
	return nil
}
