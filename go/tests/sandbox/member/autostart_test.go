package member

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/bootpay/backend-go"
	"github.com/bootpay/backend-go/sandbox"
)

// After the other test, with the client that this package made when it began.
func TestTheClientGoesOn(t *testing.T) {
	box := sandbox.SetenvForTest(t)
	if api.BaseURL() != box.URL {
		t.Fatal(api)
	}
	if _, err := NameOf("612e09260d681b0021e61ab9"); err != nil {
		t.Fatal(err)
	}
	requests, err := box.Requests("certificate.get")
	if len(requests) != 1 || err != nil {
		t.Fatal(requests, err)
	}
}

func TestWithoutItNothingElseIsCalled(t *testing.T) {
	_, err := bootpay.Open(bootpay.Config{BaseURL: bootpay.PRODUCTION})
	if err == nil || !strings.Contains(err.Error(), "BOOTPAY_LOOPBACK_ONLY is set") {
		t.Fatal(err)
	}
}

func TestASandboxThatCannotStartSaysSo(t *testing.T) {
	program := exec.Command(os.Args[0], "-test.run=^$")
	program.Env = append(os.Environ(), "BOOTPAY_SANDBOX_URL=http://127.0.0.1:1")
	said, err := program.CombinedOutput()
	wanted := "bootpay sandbox: POST /sandbox/projects: no sandbox answers at http://127.0.0.1:1: "
	if err == nil || !strings.HasPrefix(string(said), wanted) {
		t.Fatal(string(said), err)
	}
}
