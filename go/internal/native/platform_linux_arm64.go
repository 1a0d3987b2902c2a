//go:build cgo && linux && arm64 && !musl

package native

/*
#cgo LDFLAGS: "${SRCDIR}/linux_arm64/libbootpay_c.a" -lm -ldl -lpthread -static-libgcc
#include <features.h>
#ifndef __GLIBC__
#error "bootpay: this C compiler is not for glibc: build with -tags musl if it is for musl, as on Alpine"
#endif
*/
import "C"

import _ "github.com/bootpay/backend-go/internal/native/linux_arm64" // so that `go mod vendor` keeps the folder
