#!/bin/bash
# Packs a compiled library into a gem in dist/. Usage: platform-gem.sh LIBRARY
# It is the gem of this platform, or of BOOTPAY_GEM_PLATFORM and CARGO_BUILD_TARGET, and for this Ruby minor.
set -euo pipefail
library=$(realpath "$1")
cd "$(dirname "$0")/.."
. ruby/packing.sh
lay_out "$staging/platform"
scripts/third-party-licenses gem > "$staging/platform/THIRD-PARTY-LICENSES"
minor=$(ruby -e 'print RUBY_VERSION[/\A\d+\.\d+/]')
extension=$(ruby -rrbconfig -e 'print RbConfig::CONFIG["DLEXT"]')
mkdir -p "$staging/platform/lib/bootpay/native/$minor"
cp "$library" "$staging/platform/lib/bootpay/native/$minor/native.$extension"
build_gem "$staging/platform" dist
