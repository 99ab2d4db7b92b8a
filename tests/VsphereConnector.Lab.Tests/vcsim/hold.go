package main

import (
	"net/http"
	"net/http/httptest"
	"sync"
)

// hold keeps one call from being answered, so that a test can do something at exactly that moment.
// A held call ends when its caller goes away or when it is released.
type hold struct {
	mutex sync.Mutex
	armed *heldCall
}

type heldCall struct {
	method   string
	after    bool // carry it out first, then hold the answer
	reached  chan struct{}
	released chan struct{}
}

func newHold() *hold { return new(hold) }

func (h *hold) arm(method string, after bool) *heldCall {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	h.armed = &heldCall{method, after, make(chan struct{}), make(chan struct{})}
	return h.armed
}

// matching takes the armed call if it is of the method: only the first such call is held.
func (h *hold) matching(method string) *heldCall {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	if h.armed == nil || h.armed.method != method {
		return nil
	}
	taken := h.armed
	h.armed = nil
	return taken
}

func (c *heldCall) serve(w http.ResponseWriter, r *http.Request, next http.Handler) {
	if !c.after {
		if c.wait(r) {
			next.ServeHTTP(w, r)
		}
		return
	}
	answer := httptest.NewRecorder()
	next.ServeHTTP(answer, r)
	if c.wait(r) {
		for key, values := range answer.Header() {
			w.Header()[key] = values
		}
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes())
	}
}

// wait tells whether the call may go on.
func (c *heldCall) wait(r *http.Request) bool {
	close(c.reached)
	select {
	case <-c.released:
		return true
	case <-r.Context().Done():
		return false
	}
}
