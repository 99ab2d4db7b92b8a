package main

import (
	"encoding/json"
	"fmt"
	"os"
)

// configuration is what the lab writes for one run.
type configuration struct {
	Listen   string            `json:"listen"`   // host:port of the vCenter
	Control  string            `json:"control"`  // path of the control socket
	User     string            `json:"user"`     // the one vCenter account
	Password string            `json:"password"` // and its password
	Accounts map[string]string `json:"accounts"` // guest accounts of every machine, with their passwords
	Machines []machineSpec     `json:"machines"`
}

type machineSpec struct {
	Name         string `json:"name"`
	Uuid         string `json:"uuid"`
	InstanceUuid string `json:"instanceUuid"`
}

func readConfiguration(path string) (*configuration, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	config := new(configuration)
	if err := json.Unmarshal(text, config); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if config.Listen == "" || config.Control == "" || config.User == "" || len(config.Machines) == 0 {
		return nil, fmt.Errorf("%s: listen, control, user and machines must be given", path)
	}
	return config, nil
}
