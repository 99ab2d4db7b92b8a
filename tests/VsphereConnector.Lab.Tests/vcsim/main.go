// Command vcsim is the lab's vCenter: govmomi's simulator, an implementation independent of this project, whose guest
// operations are carried out in the lab's own Linux guests. It offers the guest methods that a newer vcsim has, and no others.
//
// It reads its configuration from a file, prints one line of JSON when it serves, and ends with its standard input.
package main

import (
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/url"
	"os"
	"os/signal"
	"syscall"

	"github.com/vmware/govmomi/simulator"
	_ "github.com/vmware/govmomi/sts/simulator" // its token service, below /sts
)

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: vcsim CONFIGURATION.json")
	}
	if err := serve(os.Args[1]); err != nil {
		log.Fatal(err)
	}
}

func serve(path string) error {
	config, err := readConfiguration(path)
	if err != nil {
		return err
	}
	model, inventory, err := newInventory(config.Machines)
	if err != nil {
		return err
	}
	defer model.Remove()

	certificate, pem, err := selfSigned(config.Listen)
	if err != nil {
		return err
	}
	model.Service.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
	model.Service.Listen = &url.URL{Host: config.Listen, User: url.UserPassword(config.User, config.Password)}
	model.Service.RegisterEndpoints = true
	server := model.Service.NewServer()

	journal := newJournal(inventory)
	access := &access{inventory: inventory, accounts: config.Accounts, journal: journal}
	transfers := newTransfers()
	simulator.Map.Put(newFileManager(access, transfers))
	simulator.Map.Put(newProcessManager(access))

	hold := newHold()
	sessions := newClientSessions(server.URL.Host, url.UserPassword(config.User, config.Password))
	server.Config.Handler = observe(journal, hold, sessions.route(transfers.route(unquoted(server.Config.Handler))))
	if err := serveControl(config.Control, inventory, journal, hold, sessions); err != nil {
		return err
	}
	if err := announce(server.URL.Host, pem); err != nil {
		return err
	}
	waitForEnd()
	return nil
}

func announce(host, certificate string) error {
	return json.NewEncoder(os.Stdout).Encode(map[string]string{
		"url":         fmt.Sprintf("https://%s/sdk", host),
		"certificate": certificate,
	})
}

// waitForEnd returns when the parent closes standard input, as its death does, or on a signal.
func waitForEnd() {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		signals <- syscall.SIGTERM
	}()
	<-signals
}
