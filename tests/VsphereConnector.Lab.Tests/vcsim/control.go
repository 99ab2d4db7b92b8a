package main

import (
	"encoding/json"
	"net"
	"net/http"
	"strings"
	"sync"
)

// control is what the tests use beside the vCenter: a Unix socket, since it is no part of the network.
type control struct {
	inventory *inventory
	journal   *journal
	hold      *hold
	mutex     sync.Mutex
	held      *heldCall
}

func serveControl(path string, inventory *inventory, journal *journal, hold *hold, sessions *clientSessions) error {
	c := &control{inventory: inventory, journal: journal, hold: hold}
	mux := http.NewServeMux()
	mux.HandleFunc("/journal", c.tell)
	mux.HandleFunc("/machines/", c.power)
	mux.HandleFunc("/hold", c.keep)
	mux.HandleFunc("/client-session", sessions.logIn)
	mux.HandleFunc("/lifecycle", (&lifecycle{inventory: inventory, sessions: sessions}).serve)
	listener, err := net.Listen("unix", path)
	if err != nil {
		return err
	}
	go func() { _ = http.Serve(listener, mux) }()
	return nil
}

func (c *control) tell(w http.ResponseWriter, _ *http.Request) {
	c.journal.mutex.Lock()
	defer c.journal.mutex.Unlock()
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(c.journal)
}

// power: PUT /machines/NAME {"init":…} puts a booted guest behind the machine, DELETE powers it off.
func (c *control) power(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, "/machines/")
	var err error
	if r.Method == http.MethodPut {
		booted := new(guest)
		if err = json.NewDecoder(r.Body).Decode(booted); err == nil {
			err = c.inventory.powerOn(name, booted)
		}
	} else {
		err = c.inventory.powerOff(name)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
	}
}

// keep: PUT /hold?method=…&when=before|after arms it, GET waits until the call is held, DELETE lets the call go on.
func (c *control) keep(w http.ResponseWriter, r *http.Request) {
	c.mutex.Lock()
	if r.Method == http.MethodPut {
		c.held = c.hold.arm(r.URL.Query().Get("method"), r.URL.Query().Get("when") == "after")
	}
	held := c.held
	c.mutex.Unlock()
	switch {
	case held == nil:
		http.Error(w, "nothing is to be held", http.StatusNotFound)
	case r.Method == http.MethodGet:
		select {
		case <-held.reached:
		case <-r.Context().Done():
		}
	case r.Method == http.MethodDelete:
		close(held.released)
	}
}
