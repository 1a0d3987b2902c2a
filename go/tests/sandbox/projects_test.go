package sandbox_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/bootpay/backend-go/sandbox"
)

func projects(box *sandbox.Sandbox) (ids []string) {
	var all []struct {
		ApplicationId string `json:"application_id"`
	}
	done(box.Control("GET", "/sandbox/projects", nil, &all))
	for _, project := range all {
		ids = append(ids, project.ApplicationId)
	}
	return ids
}

func TestProjectsKnowNothingOfEachOther(t *testing.T) {
	t.Parallel()
	first := must(sandbox.Start())
	defer first.Stop()
	other, third := must(first.Project()), must(sandbox.Join(first.URL+"/"))
	equal(t, []string{other.URL, third.URL}, []string{first.URL, first.URL})
	receiptId := must(other.Person(sandbox.Person{Username: "김가짜"})).ReceiptId()
	must(other.Fault("reset", sandbox.Fields{"path": "/receipt"}))
	done(other.Advance(24 * time.Hour))
	done(must(other.Api().Certificate(receiptId)).Err())
	equal(t, must(first.Api().Certificate(receiptId)).Status, 404)
	equal(t, must(third.Api().Certificate(receiptId)).Status, 404)
	done(must(first.Api().Verify(payment)).Err())
	for box, count := range map[*sandbox.Sandbox]int{first: 1, other: 0, third: 0} {
		equal(t, len(must(box.Requests("receipt.get"))), count)
	}
	done(first.Reset())
	equal(t, len(must(other.Requests("certificate.get"))), 1)

	equal(t, len(projects(first)), 3)
	api := other.Api()
	other.Stop()
	third.Stop()
	other.Stop()
	equal(t, projects(first), []string{first.ApplicationId})
	_, err := other.Requests("")
	fails(t, err, "GET /sandbox/requests: project: no project has this application_id")
	if answer, err := api.Verify(payment); err == nil && answer.Err() == nil {
		t.Fatal("its keys are worth something")
	}
}

func TestWhoJoinsOutlivesTheSandbox(t *testing.T) {
	t.Parallel()
	first := must(sandbox.Start("--seed", "7"))
	joined := must(first.Project())
	first.Stop()
	first.Stop()
	joined.Stop()
	_, err := first.Requests("")
	fails(t, err, "GET /sandbox/requests: no sandbox answers at "+first.URL)
}

func TestNobodyIsJoinedWhereNoSandboxIs(t *testing.T) {
	t.Parallel()
	answers := func(status int, text string) string {
		server := httptest.NewServer(http.HandlerFunc(func(writer http.ResponseWriter, _ *http.Request) {
			writer.Header().Set("Location", "/")
			writer.WriteHeader(status)
			writer.Write([]byte(text))
		}))
		t.Cleanup(server.Close)
		return server.URL
	}
	for _, address := range []string{
		"http://127.0.0.1:1", "nonsense", "http://\n", "",
		answers(200, "<html>"), answers(404, "<html>"), answers(200, "{}"), answers(307, ""),
	} {
		_, err := sandbox.Join(address)
		fails(t, err, "POST /sandbox/projects: no sandbox answers at "+address)
	}
}

func TestTLSHasAnAddress(t *testing.T) {
	t.Parallel()
	box := must(sandbox.Start("--tls-listen", "127.0.0.1:0", "--ca-file", filepath.Join(t.TempDir(), "ca.pem")))
	defer box.Stop()
	holds(t, box.TLSURL, "https://127.0.0.1:")
	equal(t, must(box.Project()).TLSURL, box.TLSURL)
}

func TestWhatTheProgramWroteIsInTheError(t *testing.T) {
	t.Parallel()
	_, err := sandbox.Start("--seed", "seven")
	fails(t, err, "the sandbox ended with exit status 2: ", "invalid value 'seven'")
}

func TestAProgramThatCannotBeRun(t *testing.T) {
	t.Setenv("BOOTPAY_PROGRAM", filepath.Join(t.TempDir(), "bootpay"))
	_, err := sandbox.Start()
	fails(t, err, "the sandbox cannot be run on this machine: ", "set BOOTPAY_PROGRAM to the program bootpay")
}

func TestAProgramThatNeverListens(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a script of a shell")
	}
	program := filepath.Join(t.TempDir(), "bootpay")
	t.Setenv("BOOTPAY_PROGRAM", program)
	done(os.WriteFile(program, []byte("#!/bin/sh\nexec cat\n"), 0o755))
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	_, err := sandbox.StartContext(ctx)
	fails(t, err, "the sandbox did not listen in time: context deadline exceeded")

	done(os.WriteFile(program, []byte("#!/bin/sh\necho hello\necho is another >&2\n"), 0o755))
	_, err = sandbox.Start()
	fails(t, err, "the sandbox ended with exit status 0: is another")
}
