package sandbox

import (
	"bytes"
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"
)

// Option is one of ForTest and SetenvForTest.
type Option int

const (
	// Strict fails the test if the sandbox saw what a merchant must not do, as BOOTPAY_SANDBOX_STRICT=1 does for all tests.
	Strict Option = iota + 1
	// NotStrict exempts a test from BOOTPAY_SANDBOX_STRICT.
	NotStrict
)

// ForTest gives a test a project of its own, until the test ends. It leaves the environment alone, so t.Parallel may be
// called: give the project's client, box.Api(), to what is tested. The sandbox is one for all tests of the package, and
// ends with them. If BOOTPAY_SANDBOX_URL is the address of one that runs, the project is made there. A test that fails
// logs what the sandbox saw.
func ForTest(t testing.TB, options ...Option) *Sandbox {
	t.Helper()
	box, err := running()
	if err == nil {
		box, err = box.Project()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(box.Stop)
	watch(t, box, options)
	return box
}

// SetenvForTest points the environment at the sandbox for one test, as t.Setenv does, which therefore must not be
// parallel. A client without arguments, bootpay.Api{}.New("", "", nil, ""), then calls the sandbox and no other host. All
// such tests of a package have one project, which is reset for each, so that a client of an earlier test goes on. For the
// rest it is like ForTest.
func SetenvForTest(t testing.TB, options ...Option) *Sandbox {
	t.Helper()
	box, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	for _, variable := range box.Env() {
		name, value, _ := strings.Cut(variable, "=")
		t.Setenv(name, value)
	}
	if err := box.Reset(); err != nil {
		t.Fatal(err)
	}
	watch(t, box, options)
	return box
}

// Setenv points the environment of this process at the project of SetenvForTest, from now on. The package autostart does
// that before an application's variables are made.
func Setenv() (*Sandbox, error) {
	box, err := shared()
	if err != nil {
		return nil, err
	}
	for _, variable := range box.Env() {
		name, value, _ := strings.Cut(variable, "=")
		if err := os.Setenv(name, value); err != nil {
			return nil, err
		}
	}
	return box, nil
}

// TestMain runs a package's tests with the environment of Setenv, and stops the sandbox after them:
//
//	func TestMain(m *testing.M) { sandbox.TestMain(m) }
func TestMain(m *testing.M) {
	box, err := Setenv()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bootpay sandbox:", err)
		os.Exit(1)
	}
	status := m.Run()
	box.Stop()
	os.Exit(status)
}

// running is the sandbox of this process: one that is started when it is first wanted, or the address of one that runs.
var running = sync.OnceValues(func() (*Sandbox, error) {
	if address := os.Getenv("BOOTPAY_SANDBOX_URL"); address != "" {
		return &Sandbox{URL: address}, nil
	}
	return Start()
})

// shared is the project of all tests that set the environment.
var shared = sync.OnceValues(func() (*Sandbox, error) {
	box, err := running()
	if err == nil && box.control == nil {
		return box.Project()
	}
	return box, err
})

// watch looks at the sandbox when the test is over and has ended its own servers, and before box.Stop.
func watch(t testing.TB, box *Sandbox, options []Option) {
	t.Cleanup(func() {
		t.Helper()
		isBroken := t.Failed() || isPanicking()
		if !isBroken && !t.Skipped() && isStrict(options) {
			refuseMisuses(t, box)
		}
		if isBroken || t.Failed() {
			t.Log(box.Seen())
		}
	})
}

// isPanicking asks the stack, since a test that panics has not failed yet when its cleanups run.
func isPanicking() bool { return bytes.Contains(debug.Stack(), []byte("\npanic(")) }

func isStrict(options []Option) bool {
	if slices.Contains(options, NotStrict) {
		return false
	}
	switch strings.ToLower(os.Getenv("BOOTPAY_SANDBOX_STRICT")) {
	case "1", "true", "on", "yes":
		return true
	}
	return slices.Contains(options, Strict)
}

func refuseMisuses(t testing.TB, box *Sandbox) {
	t.Helper()
	misuses, err := box.Misuses()
	if err != nil {
		t.Error(err)
	}
	if len(misuses) > 0 {
		lines := []string{"the sandbox saw what a merchant must not do:"}
		for _, misuse := range misuses {
			lines = append(lines, misuse.String())
		}
		t.Error(strings.Join(lines, "\n"))
	}
}
