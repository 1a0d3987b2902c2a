//go:build cgo && !((linux && amd64) || (linux && arm64))

package native

// The compiler's message about this line is for whoever builds for a platform that the module has no library for. go/package.sh
// writes it, and the line above, for the platforms whose library it packs.
var _ = bootpay_has_no_library_for_this_platform__it_has_linux_amd64__linux_amd64_musl__linux_arm64__linux_arm64_musl__see_README
