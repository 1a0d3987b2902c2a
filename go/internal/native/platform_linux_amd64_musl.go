//go:build cgo && linux && amd64 && musl

package native

/*
#cgo LDFLAGS: "${SRCDIR}/linux_amd64_musl/libbootpay_c.a" -lm -ldl -lpthread
#include <features.h>
#ifdef __GLIBC__
#error "bootpay: -tags musl is for a C compiler for musl, and this one is for glibc: leave the tag out"
#endif
*/
import "C"

import _ "github.com/bootpay/backend-go/internal/native/linux_amd64_musl" // so that `go mod vendor` keeps the folder
