//go:build !cgo

package native

// The compiler's message about this line is for whoever builds without cgo.
var _ = bootpay_needs_cgo__install_a_C_compiler_and_set_CGO_ENABLED_1__see_README
