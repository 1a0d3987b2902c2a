// Package sandbox starts an offline stand-in for Bootpay's server on a free port of this machine, for tests. The people and the
// money in it are made up, and nothing leaves this machine.
//
//	func TestPerson(t *testing.T) {
//		box := sandbox.ForTest(t)
//		api := bootpay.Api{}.New(box.ApplicationId, box.PrivateKey, nil, "") // with BOOTPAY_BASE_URL set by ForTest
//		…
//	}
//
// It is the program bootpay, which BOOTPAY_PROGRAM names or which is on the PATH.
package sandbox

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"
)

// How long the program may take to start and to end, and a control call.
const patience = 30 * time.Second

// Fields are those of a control call, as the sandbox's README names them.
type Fields = map[string]any

// Sandbox is one that runs. It ends with Stop, and when the process that started it ends.
type Sandbox struct {
	// Where it listens, such as http://127.0.0.1:41233; open it in a browser for the console.
	URL string `json:"url"`
	// Keys of this sandbox: they open nothing else.
	ApplicationId string `json:"application_id"`
	PrivateKey    string `json:"private_key"`
	// The application id for a page.
	WebApplicationId string `json:"web_application_id"`

	program *exec.Cmd
	input   io.Closer
	stop    sync.Once
	client  *http.Client
}

// ForTest starts one for a test, points BOOTPAY_BASE_URL at it, and stops it when the test ends.
func ForTest(t testing.TB) *Sandbox {
	t.Helper()
	box, err := Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(box.Stop)
	t.Setenv("BOOTPAY_BASE_URL", box.URL)
	return box
}

// Start starts one and waits until it listens. Arguments are more options of `bootpay sandbox`, such as --seed 7.
func Start(arguments ...string) (*Sandbox, error) {
	name := os.Getenv("BOOTPAY_PROGRAM")
	if name == "" {
		name = "bootpay"
	}
	all := append([]string{"sandbox", "--listen", "127.0.0.1:0", "--json", "--with-parent"}, arguments...)
	program := exec.Command(name, all...)
	apart(program)
	input, err := program.StdinPipe()
	if err != nil {
		return nil, err
	}
	output, err := program.StdoutPipe()
	if err != nil {
		return nil, err
	}
	var complaints bytes.Buffer
	program.Stderr = &complaints
	if err := program.Start(); err != nil {
		return nil, fmt.Errorf("the sandbox cannot be run: %w; set BOOTPAY_PROGRAM to the program bootpay, or put it on the PATH", err)
	}
	box := &Sandbox{program: program, input: input, client: &http.Client{
		Timeout: patience, Transport: &http.Transport{}, // a proxy of the environment cannot reach this machine
	}}
	line := make(chan []byte, 1)
	go func() {
		text, _ := bufio.NewReader(output).ReadBytes('\n')
		line <- text
	}()
	select {
	case text := <-line:
		if json.Unmarshal(text, box) == nil && box.URL != "" {
			return box, nil
		}
	case <-time.After(patience):
	}
	box.Stop()
	return nil, fmt.Errorf("the sandbox did not start: %s", bytes.TrimSpace(complaints.Bytes()))
}

// Stop ends it. It does nothing when it has ended.
func (box *Sandbox) Stop() {
	box.stop.Do(func() {
		box.input.Close() // which it ends with
		ended := make(chan struct{})
		go func() {
			_ = box.program.Wait()
			close(ended)
		}()
		select {
		case <-ended:
		case <-time.After(patience):
			_ = box.program.Process.Kill()
			<-ended
		}
		box.client.CloseIdleConnections()
	})
}

// Env are the variables that point a client at it, for a program of its own.
func (box *Sandbox) Env() []string {
	return []string{
		"BOOTPAY_BASE_URL=" + box.URL, "BOOTPAY_APPLICATION_ID=" + box.ApplicationId,
		"BOOTPAY_PRIVATE_KEY=" + box.PrivateKey, "BOOTPAY_WEB_APPLICATION_ID=" + box.WebApplicationId,
	}
}

// Identity verifies a made-up person; the answer has the receipt_id to read it with. Every field is optional: username, phone,
// birth, gender, order_id and the others of POST /sandbox/identities.
func (box *Sandbox) Identity(fields Fields) (Fields, error) {
	return box.fields("POST", "/sandbox/identities", fields)
}

// Person verifies somebody who is known by name, such as turns_19_this_year; `bootpay sandbox person --list` says who there is.
func (box *Sandbox) Person(persona string, fields Fields) (Fields, error) {
	all := Fields{"persona": persona}
	for name, value := range fields {
		all[name] = value
	}
	return box.Identity(all)
}

// Payment makes a payment; the answer is its receipt. price is required, status 1 is a paid one.
func (box *Sandbox) Payment(fields Fields) (Fields, error) {
	return box.fields("POST", "/sandbox/payments", fields)
}

// Fault lets calls fail as POST /sandbox/faults says, until the function that it gives.
func (box *Sandbox) Fault(kind string, fields Fields) (func() error, error) {
	all := Fields{"kind": kind}
	for name, value := range fields {
		all[name] = value
	}
	added, err := box.fields("POST", "/sandbox/faults", all)
	if err != nil {
		return nil, err
	}
	remove := func() error {
		return box.Control("DELETE", fmt.Sprintf("/sandbox/faults/%v", added["id"]), nil, nil)
	}
	return remove, nil
}

// Advance moves the sandbox's clock forward: tokens expire, reservations are due, webhooks are sent again.
func (box *Sandbox) Advance(by time.Duration) error {
	return box.Control("POST", "/sandbox/clock", Fields{"advance_s": int(by.Seconds())}, nil)
}

// Request is one that has arrived.
type Request struct {
	Method, Path string
	Headers      map[string]string
	Body         string
}

// Requests are those that have arrived, oldest first; of an operation, such as payment.cancel, or of all if it is empty.
func (box *Sandbox) Requests(operation string) ([]Request, error) {
	route := "/sandbox/requests"
	if operation != "" {
		route = "/sandbox/operations/" + url.PathEscape(operation) + "/requests"
	}
	var requests []Request
	err := box.Control("GET", route, nil, &requests)
	return requests, err
}

// Reset makes everything as it was at its start: people, payments, faults, clock and journal.
func (box *Sandbox) Reset() error { return box.Control("POST", "/sandbox/reset", nil, nil) }

func (box *Sandbox) fields(method, route string, sent Fields) (Fields, error) {
	var got Fields
	err := box.Control(method, route, sent, &got)
	return got, err
}

// Control makes a control call, as the sandbox's README has them.
func (box *Sandbox) Control(method, route string, sent, got any) error {
	var body io.Reader
	if sent != nil {
		text, err := json.Marshal(sent)
		if err != nil {
			return err
		}
		body = bytes.NewReader(text)
	}
	request, err := http.NewRequest(method, box.URL+route, body)
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := box.client.Do(request)
	if err != nil {
		return fmt.Errorf("the sandbox does not answer: %w", err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	if answer.StatusCode >= 300 {
		var refused struct {
			Error string `json:"error"`
		}
		_ = json.Unmarshal(text, &refused)
		return errors.New(method + " " + route + ": " + refused.Error)
	}
	if got == nil {
		return nil
	}
	return json.Unmarshal(text, got)
}
