// Package sandbox gives a test an offline stand-in for Bootpay's server on a free port of this machine. The people and the
// money in it are made up, and nothing leaves this machine.
//
//	func TestPerson(t *testing.T) {
//		t.Parallel()
//		box := sandbox.ForTest(t)
//		shop := NewShop(box.Api())
//		verified, err := box.Person(sandbox.Person{YearAge: 19})
//		…
//	}
//
// It starts the program bootpay, which BOOTPAY_PROGRAM names or which is on the PATH.
package sandbox

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/bootpay/backend-go"
)

// How long the program may take to start and to end, and a control call.
const patience = 30 * time.Second

// Sandbox is a project of a sandbox that runs, with keys, people, payments, faults, clock and journal of its own. Any number of
// goroutines may use it.
type Sandbox struct {
	// Where it listens, such as http://127.0.0.1:41233; open it in a browser for the console.
	URL string
	// Where it listens for TLS, if the arguments of Start say so.
	TLSURL        string
	ApplicationId string
	// A key of this project: it opens nothing else.
	PrivateKey string `json:"-"`
	// The application id for a page.
	WebApplicationId string

	control *control
	end     func()
}

// Start starts a sandbox and waits until it listens. Arguments are more options of `bootpay sandbox`, such as --seed 7. It
// ends with Stop, and when the process that started it ends. Ctrl-C in a terminal does not reach it.
func Start(arguments ...string) (*Sandbox, error) {
	why := fmt.Errorf("%s have passed", patience)
	ctx, cancel := context.WithTimeoutCause(context.Background(), patience, why)
	defer cancel()
	return StartContext(ctx, arguments...)
}

// StartContext is Start, which waits until ctx ends.
func StartContext(ctx context.Context, arguments ...string) (*Sandbox, error) {
	program, told, err := launch(ctx, arguments)
	if err != nil {
		return nil, err
	}
	return opened(&control{url: told.URL}, told, program.stop), nil
}

// Join makes a project in the sandbox that runs at address. Stop deletes the project.
func Join(address string) (*Sandbox, error) {
	everywhere := &control{url: strings.TrimRight(address, "/")}
	var told told
	if err := everywhere.call("POST", "/sandbox/projects", nil, &told); err != nil {
		return nil, err
	}
	if told.ApplicationId == "" {
		return nil, fmt.Errorf("POST /sandbox/projects: %w", everywhere.nobody(nil))
	}
	end := func() { // the sandbox may have ended before
		_ = everywhere.call("DELETE", "/sandbox/projects/"+url.PathEscape(told.ApplicationId), nil, nil)
	}
	own := &control{url: everywhere.url, query: "?project=" + url.QueryEscape(told.ApplicationId)}
	return opened(own, told, end), nil
}

// Project makes another project in this sandbox: a second shop, which knows nothing of the first. Stop deletes it.
func (box *Sandbox) Project() (*Sandbox, error) {
	other, err := Join(box.URL)
	if err == nil {
		other.TLSURL = box.TLSURL
	}
	return other, err
}

func opened(control *control, told told, end func()) *Sandbox {
	return &Sandbox{
		URL: control.url, TLSURL: told.TLSURL,
		ApplicationId: told.ApplicationId, PrivateKey: told.PrivateKey, WebApplicationId: told.WebApplicationId,
		control: control, end: sync.OnceFunc(end),
	}
}

// Stop ends what was started or joined: the sandbox, or the project. It does nothing when that has ended.
func (box *Sandbox) Stop() { box.end() }

// Config is that of a client of the project, for bootpay.Open.
func (box *Sandbox) Config() bootpay.Config {
	return bootpay.Config{BaseURL: box.URL, ApplicationId: box.ApplicationId, PrivateKey: box.PrivateKey}
}

// Api gives a client of the project. It panics if a variable such as BOOTPAY_MODE has a value that no client takes.
func (box *Sandbox) Api() *bootpay.Api {
	api, err := bootpay.Open(box.Config())
	if err != nil {
		panic(err)
	}
	return api
}

// Quick are options for tests of failures: short limits and no retries.
//
//	api := box.Api().WithOptions(sandbox.Quick())
func Quick() bootpay.Options {
	return bootpay.Options{Timeout: 2 * time.Second, Deadline: 5 * time.Second, MaxRetries: bootpay.Ptr(0)}
}

// Env are the variables that point a client at the project, and keep it away from every other host:
//
//	program.Env = append(os.Environ(), box.Env()...)
func (box *Sandbox) Env() []string {
	return []string{
		"BOOTPAY_BASE_URL=" + box.URL, "BOOTPAY_APPLICATION_ID=" + box.ApplicationId,
		"BOOTPAY_PRIVATE_KEY=" + box.PrivateKey, "BOOTPAY_WEB_APPLICATION_ID=" + box.WebApplicationId,
		"BOOTPAY_LOOPBACK_ONLY=1",
	}
}

// Format prints where it listens and its project, and no key.
func (box Sandbox) Format(state fmt.State, _ rune) { fmt.Fprint(state, box.text()) }

// LogValue is the same text, for log/slog.
func (box Sandbox) LogValue() slog.Value { return slog.StringValue(box.text()) }

func (box Sandbox) text() string {
	return fmt.Sprintf("bootpay sandbox %s, project %s", box.URL, box.ApplicationId)
}
