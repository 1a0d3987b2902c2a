package sandbox

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"strings"
	"time"
)

// Payment makes a payment; the answer is its receipt. price is required, status 1 is a paid one. The other fields are those of
// POST /sandbox/payments.
func (box *Sandbox) Payment(fields Fields) (Fields, error) {
	return box.control.post("/sandbox/payments", fields)
}

// Deposit lets the money of a virtual account arrive; the answer is its receipt.
func (box *Sandbox) Deposit(receiptId string) (Fields, error) {
	return box.control.post("/sandbox/deposits", Fields{"receipt_id": receiptId})
}

// Fault lets calls fail, until the function that it gives is called, which does nothing when the fault is used up or gone.
// The kinds and their fields are those of POST /sandbox/faults.
//
//	end, err := box.Fault("reset_after", sandbox.Fields{"path": "/cancel"})
func (box *Sandbox) Fault(kind string, fields Fields) (end func() error, err error) {
	all := Fields{"kind": kind}
	maps.Copy(all, fields)
	var added struct{ Id json.Number }
	if err := box.control.call("POST", "/sandbox/faults", all, &added); err != nil {
		return nil, err
	}
	return func() error { return box.control.call("DELETE", "/sandbox/faults/"+added.Id.String(), nil, nil) }, nil
}

// Advance moves the sandbox's clock forward, in whole seconds: tokens expire, reservations are due, webhooks are sent again.
func (box *Sandbox) Advance(by time.Duration) error {
	_, err := box.control.post("/sandbox/clock", Fields{"advance_s": int64(by / time.Second)})
	return err
}

// Request is one that has arrived.
type Request struct {
	// The number that misuses name it by.
	Number int
	// The path has its query.
	Method, Path string
	// Their names are in lower case.
	Headers map[string]string
	Body    string
	// nil if it was not answered, 0 if its connection was broken.
	Status *int
}

// String is what a log may show of it: no query, no header and no body.
func (request Request) String() string {
	path, _, _ := strings.Cut(request.Path, "?")
	status := "no answer"
	if request.Status != nil {
		status = fmt.Sprint(*request.Status)
		if *request.Status == 0 {
			status = "connection broken"
		}
	}
	return fmt.Sprintf("%4d  %-6s %s  %s", request.Number, request.Method, path, status)
}

// Requests are those that have arrived, oldest first; of an operation, such as payment.cancel, or of all if it is empty.
func (box *Sandbox) Requests(operation string) ([]Request, error) {
	route := "/sandbox/requests"
	if operation != "" {
		route = "/sandbox/operations/" + url.PathEscape(operation) + "/requests"
	}
	return listed[Request](box, route)
}

// Webhook is one that was sent or waits to be.
type Webhook struct {
	ReceiptId string `json:"receipt_id"`
	// What it says.
	Fields Fields
	// Where it goes; empty if nobody said.
	URL string
	// nowhere, refused, waiting, sending, delivered or given_up.
	State string
	// Each try, with its HTTP status and what went wrong.
	Attempts []Fields
}

// Webhooks are all of them, oldest first.
func (box *Sandbox) Webhooks() ([]Webhook, error) { return listed[Webhook](box, "/sandbox/webhooks") }

// Misuse is what the sandbox saw and a merchant must not do.
type Misuse struct {
	Kind, What string
	HowToMend  string `json:"how_to_mend"`
	// The numbers of the requests that show it.
	Requests  []int
	ReceiptId string `json:"receipt_id"`
}

// String says what was seen, and how to mend it.
func (misuse Misuse) String() string { return misuse.What + " " + misuse.HowToMend }

// Misuses are all of them, oldest first.
func (box *Sandbox) Misuses() ([]Misuse, error) { return listed[Misuse](box, "/sandbox/misuses") }

// Settings changes the options of the project's admin page, such as feedback_url, to which webhooks go. The answer has all
// of them; the fields are those of POST /sandbox/settings.
func (box *Sandbox) Settings(fields Fields) (Fields, error) {
	return box.control.post("/sandbox/settings", fields)
}

// Snapshot gives all that the project holds, for Restore.
func (box *Sandbox) Snapshot() (json.RawMessage, error) {
	var document json.RawMessage
	err := box.control.call("GET", "/sandbox/snapshot", nil, &document)
	return document, err
}

// Restore puts the project into the state of a snapshot.
func (box *Sandbox) Restore(document json.RawMessage) error {
	return box.control.call("POST", "/sandbox/restore", document, nil)
}

// Reset makes everything as it was at its start: people, payments, faults, clock and journal. Tokens stay good, so that a
// client that was made before goes on.
func (box *Sandbox) Reset() error {
	_, err := box.control.post("/sandbox/reset", Fields{"keep_tokens": true})
	return err
}

func listed[Entry any](box *Sandbox, route string) ([]Entry, error) {
	var entries []Entry
	err := box.control.call("GET", route, nil, &entries)
	return entries, err
}
