package main

import (
	"sync"
)

// journal is what the tests ask afterwards: every guest log-on and every call.
type journal struct {
	inventory *inventory
	mutex     sync.Mutex
	Logons    []logonEntry `json:"logons"`
	Calls     []callEntry  `json:"calls"`
	running   map[string]int
	// Overlaps names the machines that were given a guest operation while another was in flight.
	Overlaps []string `json:"overlaps"`
}

type logonEntry struct {
	Machine  string `json:"machine"`
	User     string `json:"user"`
	Accepted bool   `json:"accepted"`
}

type callEntry struct {
	Method  string `json:"method"`
	Machine string `json:"machine"`
}

func newJournal(inventory *inventory) *journal {
	return &journal{
		inventory: inventory,
		Logons:    []logonEntry{},
		Calls:     []callEntry{},
		Overlaps:  []string{},
		running:   make(map[string]int),
	}
}

func (j *journal) logon(reference, user string, accepted bool) {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	j.Logons = append(j.Logons, logonEntry{j.inventory.name(reference), user, accepted})
}

// begin records a call; the returned function ends it.
func (j *journal) begin(method, reference string) func() {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	machine := j.inventory.name(reference)
	j.Calls = append(j.Calls, callEntry{method, machine})
	if machine == "" {
		return func() {}
	}
	if j.running[machine]++; j.running[machine] > 1 {
		j.Overlaps = append(j.Overlaps, machine)
	}
	return func() {
		j.mutex.Lock()
		defer j.mutex.Unlock()
		j.running[machine]--
	}
}
