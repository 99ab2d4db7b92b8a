package main

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/vmware/govmomi/session"
	"github.com/vmware/govmomi/vim25"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

const cloneTicketPath = "/api/ui/vcenter/session/clone-ticket"

// clientSessions is what vcsim lacks of a vSphere Client: sessions of its users, and the REST call that gives tickets to clone them.
// Sessions and tickets are vcsim's own.
type clientSessions struct {
	sdk  url.URL
	user *url.Userinfo
}

func newClientSessions(host string, user *url.Userinfo) *clientSessions {
	return &clientSessions{sdk: url.URL{Scheme: "https", Host: host, Path: "/sdk"}, user: user}
}

func (c *clientSessions) route(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && r.URL.Path == cloneTicketPath {
			c.giveTicket(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (c *clientSessions) giveTicket(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Guid string `json:"vc_guid"`
	}
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	client, err := c.connect(r.Context())
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	client.Jar.SetCookies(&c.sdk, []*http.Cookie{{Name: soap.SessionCookieName, Value: r.Header.Get("vmware-api-session-id")}})
	ticket, err := methods.AcquireCloneTicket(r.Context(), client, &types.AcquireCloneTicket{This: *client.ServiceContent.SessionManager})
	if err != nil {
		http.Error(w, err.Error(), http.StatusUnauthorized)
		return
	}
	if !strings.EqualFold(body.Guid, client.ServiceContent.About.InstanceUuid) {
		http.Error(w, "there is no vCenter "+body.Guid, http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]string{"session_clone_ticket": ticket.Returnval})
}

// logIn: POST /client-session logs the user in to a client and tells the session's token.
func (c *clientSessions) logIn(w http.ResponseWriter, r *http.Request) {
	client, err := c.connect(r.Context())
	if err == nil {
		err = session.NewManager(client).Login(r.Context(), c.user)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	for _, cookie := range client.Jar.Cookies(&c.sdk) {
		if cookie.Name == soap.SessionCookieName {
			_ = json.NewEncoder(w).Encode(map[string]string{"token": cookie.Value, "vCenter": client.ServiceContent.About.InstanceUuid})
			return
		}
	}
	http.Error(w, "no session", http.StatusInternalServerError)
}

// connect makes a client of its own for each call; it calls this very process, whose certificate nobody signed.
func (c *clientSessions) connect(ctx context.Context) (*vim25.Client, error) {
	return vim25.NewClient(ctx, soap.NewClient(&c.sdk, true))
}
