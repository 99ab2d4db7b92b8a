package main

import (
	"crypto/subtle"
	"log"

	"github.com/vmware/govmomi/vim25/types"
)

// access decides who may enter a guest, and records every attempt.
type access struct {
	inventory *inventory
	accounts  map[string]string
	journal   *journal
}

// logon is a guest together with the account that entered it.
type logon struct {
	guest *guest
	user  string
}

func (a *access) enter(vm types.ManagedObjectReference, authentication types.BaseGuestAuthentication) (*logon, types.BaseMethodFault) {
	found, fault := a.inventory.guestOf(vm)
	if fault != nil {
		return nil, fault
	}
	named, ok := authentication.(*types.NamePasswordAuthentication)
	if !ok {
		log.Printf("%s: a logon of type %T, which a newer vcsim refuses too", found.HostName, authentication)
		return nil, new(types.InvalidGuestLogin)
	}
	expected, known := a.accounts[named.Username]
	accepted := known && subtle.ConstantTimeCompare([]byte(expected), []byte(named.Password)) == 1
	a.journal.logon(vm.Value, named.Username, accepted)
	if !accepted {
		return nil, new(types.InvalidGuestLogin)
	}
	return &logon{guest: found, user: named.Username}, nil
}
