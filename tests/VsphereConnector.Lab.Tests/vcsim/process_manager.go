package main

import (
	"log"
	"strconv"
	"sync"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// processManager takes the place of the simulator's empty GuestProcessManager. The simulator finds its methods by name.
type processManager struct {
	mo.GuestProcessManager
	access *access
	mutex  sync.Mutex
	boots  map[*guest]*processes
}

func newProcessManager(access *access) *processManager {
	manager := &processManager{access: access, boots: make(map[*guest]*processes)}
	manager.Self = types.ManagedObjectReference{Type: "GuestProcessManager", Value: "guestOperationsProcessManager"}
	return manager
}

// Lock and Unlock keep the simulator from serializing the operations of all guests on one lock.
func (*processManager) Lock()   {}
func (*processManager) Unlock() {}

// processesOf forgets with the boot, as VMware Tools do.
func (m *processManager) processesOf(booted *guest) *processes {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	known, ok := m.boots[booted]
	if !ok {
		known = &processes{started: make(map[int64]*types.GuestProcessInfo)}
		m.boots[booted] = known
	}
	return known
}

func (m *processManager) StartProgramInGuest(_ *simulator.Context, req *types.StartProgramInGuest) soap.HasFault {
	body := new(methods.StartProgramInGuestBody)
	entered, fault := m.access.enter(req.Vm, req.Auth)
	spec, ok := req.Spec.(*types.GuestProgramSpec)
	switch {
	case fault != nil:
	case !ok || spec.ProgramPath == "":
		fault = &types.InvalidArgument{InvalidProperty: "spec"}
	default:
		if _, missing := entered.run("test", "-e", spec.ProgramPath); missing != nil {
			fault = &types.FileNotFound{FileFault: types.FileFault{File: spec.ProgramPath}}
		}
	}
	if fault != nil {
		body.Fault_ = simulator.Fault("", fault)
		return body
	}
	pid, err := m.processesOf(entered.guest).start(entered, spec)
	if err != nil {
		log.Print(err)
		body.Fault_ = simulator.Fault(err.Error(), new(types.GuestOperationsFault))
		return body
	}
	body.Res = &types.StartProgramInGuestResponse{Returnval: pid}
	return body
}

func (m *processManager) ListProcessesInGuest(_ *simulator.Context, req *types.ListProcessesInGuest) soap.HasFault {
	body := new(methods.ListProcessesInGuestBody)
	entered, fault := m.access.enter(req.Vm, req.Auth)
	var found []types.GuestProcessInfo
	if fault == nil {
		found, fault = m.processesOf(entered.guest).list(entered, req.Pids)
	}
	if fault != nil {
		body.Fault_ = simulator.Fault("", fault)
		return body
	}
	body.Res = &types.ListProcessesInGuestResponse{Returnval: found}
	return body
}

func (m *processManager) TerminateProcessInGuest(_ *simulator.Context, req *types.TerminateProcessInGuest) soap.HasFault {
	body := new(methods.TerminateProcessInGuestBody)
	entered, fault := m.access.enter(req.Vm, req.Auth)
	if fault == nil {
		if _, failed := entered.run("kill", "-KILL", strconv.FormatInt(req.Pid, 10)); failed != nil {
			fault = &types.GuestProcessNotFound{Pid: req.Pid}
		}
	}
	if fault != nil {
		body.Fault_ = simulator.Fault("", fault)
		return body
	}
	body.Res = new(types.TerminateProcessInGuestResponse)
	return body
}
