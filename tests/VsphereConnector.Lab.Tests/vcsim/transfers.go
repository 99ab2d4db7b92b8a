package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"io"
	"log"
	"net/http"
	"net/url"
	"os/exec"
	"strings"
	"sync"
)

const transferPrefix = "/guestFile/"

// A newer vcsim leaves every uploaded file with this mode, whatever attributes were asked for.
const receive = `rm -f -- "$1" && cat > "$1" && chmod 0444 -- "$1"`

// transfers are the addresses that were handed out for files in guests. Each is dead after its first success.
type transfers struct {
	mutex   sync.Mutex
	offered map[string]*logon
}

func newTransfers() *transfers {
	return &transfers{offered: make(map[string]*logon)}
}

// offer makes an address whose host is `*`: the server that was called.
func (t *transfers) offer(l *logon, path string) string {
	random := make([]byte, 16)
	_, _ = rand.Read(random)
	token := hex.EncodeToString(random)
	t.mutex.Lock()
	t.offered[token] = l
	t.mutex.Unlock()
	address := url.URL{Scheme: "https", Host: "*", Path: transferPrefix + strings.TrimPrefix(path, "/")}
	address.RawQuery = url.Values{"token": {token}}.Encode()
	return address.String()
}

func (t *transfers) find(token string) *logon {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	return t.offered[token]
}

func (t *transfers) close(token string) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	delete(t.offered, token)
}

// route serves the transfers and leaves all other requests to the simulator.
func (t *transfers) route(others http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, transferPrefix) {
			t.serve(w, r)
		} else {
			others.ServeHTTP(w, r)
		}
	})
}

func (t *transfers) serve(w http.ResponseWriter, r *http.Request) {
	token := r.URL.Query().Get("token")
	entered := t.find(token)
	if entered == nil {
		http.Error(w, "this address is not valid any more", http.StatusNotFound)
		return
	}
	path := "/" + strings.TrimPrefix(r.URL.Path, transferPrefix)
	var err error
	switch r.Method {
	case http.MethodPut:
		err = upload(r.Context(), entered, path, r.Body)
	case http.MethodGet:
		err = download(r.Context(), entered, path, w)
	default:
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	if err != nil {
		log.Printf("%s %s of %s: %v", r.Method, path, entered.guest.HostName, err)
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	t.close(token)
}

func upload(ctx context.Context, l *logon, path string, content io.Reader) error {
	process, err := l.command(ctx, "sh", "-c", receive, "sh", path)
	if err != nil {
		return err
	}
	input, err := process.StdinPipe()
	if err != nil {
		return err
	}
	if err := process.Start(); err != nil {
		return err
	}
	_, copied := io.Copy(input, content)
	_ = input.Close()
	_, _ = io.Copy(io.Discard, content) // so that a client that is still sending reads the answer
	return first(process.Wait(), copied)
}

func download(ctx context.Context, l *logon, path string, w io.Writer) error {
	process, err := l.command(ctx, "cat", "--", path)
	if err != nil {
		return err
	}
	process.Stdout = w
	return explained(process)
}

func explained(process *exec.Cmd) error {
	var reason strings.Builder
	process.Stderr = &reason
	err := process.Run()
	if err != nil && reason.Len() > 0 {
		log.Print(strings.TrimSpace(reason.String()))
	}
	return err
}

func first(errors ...error) error {
	for _, err := range errors {
		if err != nil {
			return err
		}
	}
	return nil
}
