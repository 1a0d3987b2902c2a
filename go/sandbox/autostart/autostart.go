// Package autostart starts the sandbox, and points the environment at it, before any variable of the package is made that
// a test file with this import belongs to:
//
//	import _ "github.com/bootpay/backend-go/sandbox/autostart"
//
// So it is for a client that is a package's variable: var api = bootpay.Api{}.New("", "", nil, "").
package autostart

import (
	"fmt"
	"os"

	"github.com/bootpay/backend-go/sandbox"
)

func init() {
	if _, err := sandbox.Setenv(); err != nil {
		fmt.Fprintln(os.Stderr, "bootpay sandbox:", err)
		os.Exit(1)
	}
}
