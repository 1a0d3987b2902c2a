//go:build cgo && !(linux && amd64)

package native

// The compiler's message about this line is for whoever builds for a platform that the module has no library for.
var _ = bootpay_has_no_library_for_this_platform__it_has_linux_amd64__see_README
