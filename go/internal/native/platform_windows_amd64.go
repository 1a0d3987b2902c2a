//go:build cgo && windows && amd64

package native

// #cgo LDFLAGS: "${SRCDIR}/windows_amd64/libbootpay_c.a" -lws2_32 -luserenv -lntdll -lbcrypt
import "C"

import _ "github.com/bootpay/backend-go/internal/native/windows_amd64" // so that `go mod vendor` keeps the folder
