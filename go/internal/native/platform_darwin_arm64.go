//go:build cgo && darwin && arm64

package native

// #cgo LDFLAGS: "${SRCDIR}/darwin_arm64/libbootpay_c.a" -framework Security -framework CoreFoundation -liconv
import "C"

import _ "github.com/bootpay/backend-go/internal/native/darwin_arm64" // so that `go mod vendor` keeps the folder
