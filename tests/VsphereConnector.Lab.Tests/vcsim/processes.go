package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/vmware/govmomi/vim25/types"
)

// How long VMware Tools remember a program that ended.
const remembered = 5 * time.Minute

// Tells the process id inside the guest on descriptor 3, then becomes the program.
const launcher = `echo $$ >&3; exec "$@" 3>&-`

// processes are the programs that were started in one boot of one guest.
type processes struct {
	mutex   sync.Mutex
	started map[int64]*types.GuestProcessInfo
}

// start runs a program without a shell: its arguments are split at blanks, as a newer vcsim does.
func (p *processes) start(l *logon, spec *types.GuestProgramSpec) (int64, error) {
	found, err := l.guest.account(l.user)
	if err != nil {
		return 0, err
	}
	program := l.guest.program(spec.ProgramPath, spec.Arguments)
	line := l.guest.entering(append([]string{"sh", "-c", launcher, "sh"},
		found.as(spec.WorkingDirectory, spec.EnvVariables, program...)...)...)
	pid, process, err := launch(line)
	if err != nil {
		return 0, err
	}
	info := &types.GuestProcessInfo{
		Name:      spec.ProgramPath[strings.LastIndex(spec.ProgramPath, "/")+1:],
		Pid:       pid,
		Owner:     l.user,
		CmdLine:   strings.Join(program, " "),
		StartTime: time.Now(),
	}
	p.mutex.Lock()
	p.started[pid] = info
	p.mutex.Unlock()
	go p.watch(process, info)
	return pid, nil
}

// launch starts a command in a session of its own: it lives on when this process ends.
func launch(line []string) (int64, *exec.Cmd, error) {
	reader, writer, err := os.Pipe()
	if err != nil {
		return 0, nil, err
	}
	defer reader.Close()
	process := exec.Command(line[0], line[1:]...)
	process.ExtraFiles = []*os.File{writer}
	process.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	err = process.Start()
	writer.Close()
	if err != nil {
		return 0, nil, err
	}
	text, err := bufio.NewReader(reader).ReadString('\n')
	if err != nil {
		return 0, nil, fmt.Errorf("the guest did not start the program: %w", err)
	}
	pid, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	return pid, process, err
}

func (p *processes) watch(process *exec.Cmd, info *types.GuestProcessInfo) {
	_ = process.Wait()
	status := process.ProcessState.Sys().(syscall.WaitStatus)
	ended := time.Now()
	p.mutex.Lock()
	info.EndTime = &ended
	if status.Exited() { // a program ended by a signal reports 0, as with VMware Tools on Linux
		info.ExitCode = int32(status.ExitStatus())
	}
	p.mutex.Unlock()
}

// list tells of the programs that run in the guest, and of those started from here that ended a short while ago.
func (p *processes) list(l *logon, pids []int64) ([]types.GuestProcessInfo, types.BaseMethodFault) {
	text, fault := l.run("ps", "-eo", "pid=,etimes=,ruser=,comm=,args=")
	if fault != nil {
		return nil, fault
	}
	all := p.recorded()
	for _, line := range strings.Split(text, "\n") {
		if info, ok := parseProcess(line); ok {
			if _, known := all[info.Pid]; !known {
				all[info.Pid] = info
			}
		}
	}
	return choose(all, pids), nil
}

func (p *processes) recorded() map[int64]types.GuestProcessInfo {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	all := make(map[int64]types.GuestProcessInfo)
	for pid, info := range p.started {
		if info.EndTime != nil && time.Since(*info.EndTime) > remembered {
			delete(p.started, pid)
		} else {
			all[pid] = *info
		}
	}
	return all
}

func parseProcess(line string) (types.GuestProcessInfo, bool) {
	field := strings.Fields(line)
	if len(field) < 5 {
		return types.GuestProcessInfo{}, false
	}
	pid, _ := strconv.ParseInt(field[0], 10, 64)
	age, _ := strconv.ParseInt(field[1], 10, 64)
	return types.GuestProcessInfo{
		Name:      field[3],
		Pid:       pid,
		Owner:     field[2],
		CmdLine:   strings.Join(field[4:], " "),
		StartTime: time.Now().Add(-time.Duration(age) * time.Second),
	}, true
}

func choose(all map[int64]types.GuestProcessInfo, pids []int64) []types.GuestProcessInfo {
	var chosen []types.GuestProcessInfo
	if len(pids) == 0 {
		for _, info := range all {
			chosen = append(chosen, info)
		}
	}
	for _, pid := range pids {
		if info, ok := all[pid]; ok {
			chosen = append(chosen, info)
		}
	}
	return chosen
}
