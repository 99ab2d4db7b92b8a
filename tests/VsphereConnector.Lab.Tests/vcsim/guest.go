package main

import (
	"bytes"
	"context"
	"fmt"
	"log"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/vmware/govmomi/vim25/types"
)

const commandTimeout = 60 * time.Second

// guest is a Linux system, or a Windows that Wine is, in namespaces of its own, entered by way of its first process.
type guest struct {
	Init      int    `json:"init"` // process id of the guest's init, as seen from here
	Address   string `json:"address"`
	HostName  string `json:"hostName"`
	Prefix    string `json:"prefix"`    // Windows: where Wine has its files
	ToolsDown bool   `json:"toolsDown"` // vCenter knows the address, and says that the Tools do not run
}

// account is a line of the guest's password file.
type account struct{ name, uid, gid, home, shell string }

func (g *guest) account(name string) (*account, error) {
	if g.Prefix != "" {
		name = "Administrator" // Wine knows one user
	}
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/root/etc/passwd", g.Init))
	if err != nil {
		return nil, err
	}
	for _, line := range strings.Split(string(text), "\n") {
		field := strings.Split(line, ":")
		if len(field) == 7 && field[0] == name {
			return &account{field[0], field[2], field[3], field[5], field[6]}, nil
		}
	}
	return nil, fmt.Errorf("the guest has no account %q", name)
}

// entering is the command line that runs a command inside the guest, with all of its namespaces and its root.
func (g *guest) entering(command ...string) []string {
	return append([]string{"nsenter", "--target", strconv.Itoa(g.Init),
		"--mount", "--uts", "--ipc", "--net", "--pid", "--root", "--wd", "--"}, command...)
}

// as is the command line that becomes the account, with the environment it would find after a log-on.
func (a *account) as(directory string, environment []string, command ...string) []string {
	if directory == "" {
		directory = a.home
	}
	if len(environment) == 0 {
		environment = []string{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
			"HOME=" + a.home, "USER=" + a.name, "LOGNAME=" + a.name, "SHELL=" + a.shell}
	}
	line := []string{"setpriv", "--reuid", a.uid, "--regid", a.gid, "--init-groups", "--",
		"env", "--ignore-environment", "--chdir=" + directory}
	return append(append(line, environment...), command...)
}

func (l *logon) command(ctx context.Context, command ...string) (*exec.Cmd, error) {
	found, err := l.guest.account(l.user)
	if err != nil {
		return nil, err
	}
	line := l.guest.entering(found.as("/", nil, l.guest.translated(command)...)...)
	return exec.CommandContext(ctx, line[0], line[1:]...), nil
}

// run carries out a command in the guest and returns what it printed.
func (l *logon) run(command ...string) (string, types.BaseMethodFault) {
	ctx, cancel := context.WithTimeout(context.Background(), commandTimeout)
	defer cancel()
	process, err := l.command(ctx, command...)
	if err != nil {
		log.Print(err)
		return "", new(types.GuestOperationsFault)
	}
	var stdout, stderr bytes.Buffer
	process.Stdout, process.Stderr = &stdout, &stderr
	if err := process.Run(); err != nil {
		log.Printf("%s: %v: %v: %s", l.guest.HostName, command, err, strings.TrimSpace(stderr.String()))
		return "", new(types.GuestOperationsFault)
	}
	return strings.TrimSpace(stdout.String()), nil
}
