package main

import (
	"fmt"
	"strconv"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// fileManager takes the place of the simulator's GuestFileManager. The simulator finds its methods by name.
type fileManager struct {
	mo.GuestFileManager
	access    *access
	transfers *transfers
}

func newFileManager(access *access, transfers *transfers) *fileManager {
	manager := &fileManager{access: access, transfers: transfers}
	manager.Self = types.ManagedObjectReference{Type: "GuestFileManager", Value: "guestOperationsFileManager"}
	return manager
}

// Lock and Unlock keep the simulator from serializing the operations of all guests on one lock.
func (*fileManager) Lock()   {}
func (*fileManager) Unlock() {}

// run enters the guest and carries out one command there.
func (m *fileManager) run(vm types.ManagedObjectReference, auth types.BaseGuestAuthentication, command ...string) (string, *soap.Fault) {
	entered, fault := m.access.enter(vm, auth)
	if fault != nil {
		return "", simulator.Fault("", fault)
	}
	output, fault := entered.run(command...)
	if fault != nil {
		return "", simulator.Fault("", fault)
	}
	return output, nil
}

func (m *fileManager) InitiateFileTransferToGuest(_ *simulator.Context, req *types.InitiateFileTransferToGuest) soap.HasFault {
	body := new(methods.InitiateFileTransferToGuestBody)
	entered, fault := m.access.enter(req.Vm, req.Auth)
	if fault == nil && !req.Overwrite {
		if _, absent := entered.run("test", "!", "-e", req.GuestFilePath); absent != nil {
			fault = &types.FileAlreadyExists{FileFault: types.FileFault{File: req.GuestFilePath}}
		}
	}
	if fault != nil {
		body.Fault_ = simulator.Fault("", fault)
		return body
	}
	body.Res = &types.InitiateFileTransferToGuestResponse{Returnval: m.transfers.offer(entered, entered.guest.translated([]string{req.GuestFilePath})[0])}
	return body
}

func (m *fileManager) InitiateFileTransferFromGuest(_ *simulator.Context, req *types.InitiateFileTransferFromGuest) soap.HasFault {
	body := new(methods.InitiateFileTransferFromGuestBody)
	entered, fault := m.access.enter(req.Vm, req.Auth)
	if fault != nil {
		body.Fault_ = simulator.Fault("", fault)
		return body
	}
	// A newer vcsim tells neither size nor attributes.
	body.Res = &types.InitiateFileTransferFromGuestResponse{
		Returnval: types.FileTransferInformation{Url: m.transfers.offer(entered, entered.guest.translated([]string{req.GuestFilePath})[0])},
	}
	return body
}

func (m *fileManager) CreateTemporaryFileInGuest(_ *simulator.Context, req *types.CreateTemporaryFileInGuest) soap.HasFault {
	body := new(methods.CreateTemporaryFileInGuestBody)
	path, fault := m.run(req.Vm, req.Auth, temporary(req.DirectoryPath, req.Prefix, req.Suffix)...)
	if body.Fault_ = fault; fault == nil {
		body.Res = &types.CreateTemporaryFileInGuestResponse{Returnval: path}
	}
	return body
}

func (m *fileManager) CreateTemporaryDirectoryInGuest(_ *simulator.Context, req *types.CreateTemporaryDirectoryInGuest) soap.HasFault {
	body := new(methods.CreateTemporaryDirectoryInGuestBody)
	command := append(temporary(req.DirectoryPath, req.Prefix, req.Suffix), "--directory")
	path, fault := m.run(req.Vm, req.Auth, command...)
	if body.Fault_ = fault; fault == nil {
		body.Res = &types.CreateTemporaryDirectoryInGuestResponse{Returnval: path}
	}
	return body
}

func temporary(directory, prefix, suffix string) []string {
	if directory == "" {
		directory = "/tmp"
	}
	return []string{"mktemp", "--tmpdir=" + directory, prefix + "XXXXXX" + suffix}
}

func (m *fileManager) MakeDirectoryInGuest(_ *simulator.Context, req *types.MakeDirectoryInGuest) soap.HasFault {
	body := new(methods.MakeDirectoryInGuestBody)
	command := []string{"mkdir", "--", req.DirectoryPath}
	if req.CreateParentDirectories {
		command = []string{"mkdir", "--parents", "--", req.DirectoryPath}
	}
	if _, body.Fault_ = m.run(req.Vm, req.Auth, command...); body.Fault_ == nil {
		body.Res = new(types.MakeDirectoryInGuestResponse)
	}
	return body
}

func (m *fileManager) DeleteFileInGuest(_ *simulator.Context, req *types.DeleteFileInGuest) soap.HasFault {
	body := new(methods.DeleteFileInGuestBody)
	if _, body.Fault_ = m.run(req.Vm, req.Auth, "rm", "--", req.FilePath); body.Fault_ == nil {
		body.Res = new(types.DeleteFileInGuestResponse)
	}
	return body
}

func (m *fileManager) DeleteDirectoryInGuest(_ *simulator.Context, req *types.DeleteDirectoryInGuest) soap.HasFault {
	body := new(methods.DeleteDirectoryInGuestBody)
	command := []string{"rmdir", "--", req.DirectoryPath}
	if req.Recursive {
		command = []string{"rm", "-rf", "--", req.DirectoryPath}
	}
	if _, body.Fault_ = m.run(req.Vm, req.Auth, command...); body.Fault_ == nil {
		body.Res = new(types.DeleteDirectoryInGuestResponse)
	}
	return body
}

func (m *fileManager) MoveFileInGuest(_ *simulator.Context, req *types.MoveFileInGuest) soap.HasFault {
	body := new(methods.MoveFileInGuestBody)
	command := []string{"mv", "--no-target-directory", "--", req.SrcFilePath, req.DstFilePath}
	if !req.Overwrite {
		command = append([]string{"mv", "--no-clobber"}, command[1:]...)
	}
	if _, body.Fault_ = m.run(req.Vm, req.Auth, command...); body.Fault_ == nil {
		body.Res = new(types.MoveFileInGuestResponse)
	}
	return body
}

func (m *fileManager) MoveDirectoryInGuest(_ *simulator.Context, req *types.MoveDirectoryInGuest) soap.HasFault {
	body := new(methods.MoveDirectoryInGuestBody)
	_, body.Fault_ = m.run(req.Vm, req.Auth, "mv", "--no-target-directory", "--", req.SrcDirectoryPath, req.DstDirectoryPath)
	if body.Fault_ == nil {
		body.Res = new(types.MoveDirectoryInGuestResponse)
	}
	return body
}

func (m *fileManager) ChangeFileAttributesInGuest(_ *simulator.Context, req *types.ChangeFileAttributesInGuest) soap.HasFault {
	body := new(methods.ChangeFileAttributesInGuestBody)
	attributes, ok := req.FileAttributes.(*types.GuestPosixFileAttributes)
	if !ok {
		body.Fault_ = simulator.Fault("", new(types.OperationNotSupportedByGuest))
		return body
	}
	for _, command := range changes(attributes, req.GuestFilePath) {
		if _, body.Fault_ = m.run(req.Vm, req.Auth, command...); body.Fault_ != nil {
			return body
		}
	}
	body.Res = new(types.ChangeFileAttributesInGuestResponse)
	return body
}

func changes(attributes *types.GuestPosixFileAttributes, path string) [][]string {
	var commands [][]string
	if attributes.Permissions != 0 {
		commands = append(commands, []string{"chmod", strconv.FormatInt(attributes.Permissions, 8), "--", path})
	}
	if attributes.OwnerId != nil {
		commands = append(commands, []string{"chown", fmt.Sprint(*attributes.OwnerId), "--", path})
	}
	if attributes.GroupId != nil {
		commands = append(commands, []string{"chgrp", fmt.Sprint(*attributes.GroupId), "--", path})
	}
	return commands
}
