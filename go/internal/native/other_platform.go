//go:build cgo && !(((linux || darwin) && (amd64 || arm64)) || (windows && amd64))

package native

// The compiler's message about this line is for whoever builds for a platform that the module has no library for. go/package.sh
// writes it, and the line above, for the platforms whose library it packs.
var _ = bootpay_has_no_library_for_this_platform__it_has_darwin_amd64__darwin_arm64__linux_amd64__linux_amd64_musl__linux_arm64__linux_arm64_musl__windows_amd64__see_README
