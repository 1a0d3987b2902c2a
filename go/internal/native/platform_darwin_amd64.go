//go:build cgo && darwin && amd64

package native

// #cgo LDFLAGS: "${SRCDIR}/darwin_amd64/libbootpay_c.a" -framework Security -framework CoreFoundation -liconv
import "C"

import _ "github.com/bootpay/backend-go/internal/native/darwin_amd64" // so that `go mod vendor` keeps the folder
