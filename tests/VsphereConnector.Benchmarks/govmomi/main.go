// Reads the same with govmomi, keeps it, and tells what it cost: one line a round.
package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"runtime"
	"strconv"
	"syscall"

	"github.com/vmware/govmomi"
	"github.com/vmware/govmomi/view"
	"github.com/vmware/govmomi/vim25/mo"
)

func read(address *url.URL, paths []string) []mo.VirtualMachine {
	ctx := context.Background()
	client, err := govmomi.NewClient(ctx, address, true)
	check(err)
	machines, err := view.NewManager(client.Client).CreateContainerView(ctx, client.ServiceContent.RootFolder, []string{"VirtualMachine"}, true)
	check(err)
	var all []mo.VirtualMachine
	check(machines.Retrieve(ctx, []string{"VirtualMachine"}, paths, &all))
	check(machines.Destroy(ctx))
	return all
}

func usage() (cpu float64, peak float64) {
	var used syscall.Rusage
	check(syscall.Getrusage(syscall.RUSAGE_SELF, &used))
	seconds := func(t syscall.Timeval) float64 { return float64(t.Sec) + float64(t.Usec)/1e6 }
	return seconds(used.Utime) + seconds(used.Stime), float64(used.Maxrss) * 1024 / 1e6
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	address, err := url.Parse(os.Args[1])
	check(err)
	address.User = url.UserPassword("u", "p")
	rounds, err := strconv.Atoi(os.Args[2])
	check(err)
	var before runtime.MemStats
	last := 0.0
	for round := 0; round < rounds; round++ {
		machines := read(address, os.Args[3:])
		cpu, peak := usage()
		var memory runtime.MemStats
		runtime.ReadMemStats(&memory)
		fmt.Printf("%d %.3f %.1f %.0f\n", len(machines), cpu-last, float64(memory.TotalAlloc-before.TotalAlloc)/1e6, peak)
		last, before = cpu, memory
		runtime.KeepAlive(machines)
	}
}
