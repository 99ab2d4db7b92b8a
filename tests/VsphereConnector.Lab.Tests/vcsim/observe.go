package main

import (
	"bytes"
	"io"
	"net/http"
	"regexp"
	"strings"
)

var (
	soapMethod = regexp.MustCompile(`<(?:[\w-]+:)?Body[^>]*>\s*<(?:[\w-]+:)?(\w+)`)
	soapGuest  = regexp.MustCompile(`InGuest$|^InitiateFileTransfer`)
	soapVm     = regexp.MustCompile(`<(?:[\w-]+:)?vm\b[^>]*>([^<]+)<`)
)

// observe records every call, and holds the one that a test asked to be held.
func observe(journal *journal, hold *hold, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		method, reference, err := name(r)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		defer journal.begin(method, reference)()
		answer := hold.matching(method)
		if answer == nil {
			next.ServeHTTP(w, r)
			return
		}
		answer.serve(w, r, next)
	})
}

// unquoted serves the token service, which compares the action as govmomi writes it: without the quotes that SOAP 1.1 asks for.
func unquoted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Header.Set("SOAPAction", strings.Trim(r.Header.Get("SOAPAction"), `"`))
		next.ServeHTTP(w, r)
	})
}

// name tells the vim25 method of a request, or for a file transfer its HTTP method, and the machine of a guest operation.
func name(r *http.Request) (string, string, error) {
	if strings.HasPrefix(r.URL.Path, transferPrefix) {
		return r.Method, "", nil
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return "", "", err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	found := soapMethod.FindSubmatch(body)
	if found == nil {
		return r.URL.Path, "", nil
	}
	method := string(found[1])
	if vm := soapVm.FindSubmatch(body); vm != nil && soapGuest.MatchString(method) {
		return method, string(vm[1]), nil
	}
	return method, "", nil
}
