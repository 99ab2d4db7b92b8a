package main

import (
	"strconv"
	"strings"
	"time"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

const fileFormat = `%s\t%U\t%G\t%m\t%y\t%A@\t%T@\t%p\n`

func (m *fileManager) ListFilesInGuest(_ *simulator.Context, req *types.ListFilesInGuest) soap.HasFault {
	body := new(methods.ListFilesInGuestBody)
	if req.FilePath == "" {
		body.Fault_ = simulator.Fault("", &types.InvalidArgument{InvalidProperty: "filePath"})
		return body
	}
	command := []string{"find", req.FilePath, "-maxdepth", "1"}
	if req.MatchPattern != "" {
		command = append(command, "-name", req.MatchPattern)
	}
	output, fault := m.run(req.Vm, req.Auth, append(command, "-printf", fileFormat)...)
	if fault != nil {
		body.Fault_ = fault
		return body
	}
	body.Res = &types.ListFilesInGuestResponse{Returnval: types.GuestListFileInfo{Files: parseFiles(output)}}
	return body
}

func parseFiles(output string) []types.GuestFileInfo {
	var files []types.GuestFileInfo
	for _, line := range strings.Split(output, "\n") {
		if field := strings.SplitN(line, "\t", 8); len(field) == 8 {
			files = append(files, parseFile(field))
		}
	}
	return files
}

func parseFile(field []string) types.GuestFileInfo {
	size, _ := strconv.ParseInt(field[0], 10, 64)
	permissions, _ := strconv.ParseInt(field[3], 8, 64)
	attributes := &types.GuestPosixFileAttributes{
		OwnerId:     types.NewInt32(parseInt32(field[1])),
		GroupId:     types.NewInt32(parseInt32(field[2])),
		Permissions: permissions,
	}
	attributes.AccessTime, attributes.ModificationTime = parseTime(field[5]), parseTime(field[6])
	return types.GuestFileInfo{Path: field[7], Type: fileType(field[4]), Size: size, Attributes: attributes}
}

func parseInt32(text string) int32 {
	value, _ := strconv.ParseInt(text, 10, 32)
	return int32(value)
}

func parseTime(seconds string) *time.Time {
	value, _ := strconv.ParseFloat(seconds, 64)
	return types.NewTime(time.Unix(int64(value), 0))
}

func fileType(letter string) string {
	switch letter {
	case "d":
		return string(types.GuestFileTypeDirectory)
	case "l":
		return string(types.GuestFileTypeSymlink)
	default:
		return string(types.GuestFileTypeFile)
	}
}
