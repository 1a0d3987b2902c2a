# Sourced in the repository's root: CARGO_TARGET_DIR, absolute whether it was set or not; `$built`, the folder of its
# profiles; and BOOTPAY_PROGRAM, the program `bootpay` that tests start, unless it was set. And what a target of Rust's, without
# one that of this build, is called elsewhere.
case ${CARGO_TARGET_DIR:=target} in
  /*) ;;
  *) CARGO_TARGET_DIR=$PWD/$CARGO_TARGET_DIR ;;
esac
built=$CARGO_TARGET_DIR${CARGO_BUILD_TARGET:+/$CARGO_BUILD_TARGET}
: "${BOOTPAY_PROGRAM:=$built/debug/bootpay}"
export CARGO_TARGET_DIR BOOTPAY_PROGRAM

target() { printf '%s\n' "${1:-${CARGO_BUILD_TARGET:-$(rustc -vV | sed -n 's/^host: //p')}}"; }
# As the files in dist/ call it: x86_64-linux, x86_64-linux-musl, aarch64-darwin, x86_64-windows.
platform() { target "$@" | sed -E 's/^([^-]+)-[^-]+-([^-]+)(-musl)?.*/\1-\2\3/'; }
# As the folders in a jar and in a Composer package call it: linux-x86_64-gnu, linux-x86_64-musl, macos-aarch64, windows-x86_64.
core_folder() {
  target "$@" | sed -E 's/^([^-]+)-[^-]+-linux-(gnu|musl)$/linux-\1-\2/; s/^([^-]+)-[^-]+-darwin$/macos-\1/; s/^([^-]+)-pc-windows-.*/windows-\1/'
}
# library_file NAME [TARGET]: what cargo calls the shared library of a crate.
library_file() {
  case $(target "${2:-}") in
    *-darwin) printf 'lib%s.dylib\n' "$1" ;;
    *-windows-*) printf '%s.dll\n' "$1" ;;
    *) printf 'lib%s.so\n' "$1" ;;
  esac
}
