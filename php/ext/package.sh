#!/usr/bin/env bash
# package.sh [ARCHIVE …]: puts the PHP extension's source into dist/php, with the compiled core of each platform, for any PHP there.
# ARCHIVE is what scripts/package-c made for a platform; without one that is done here first for this platform.
set -euo pipefail
libraries=()
for library in "$@"; do libraries+=("$(realpath "$library")"); done
cd "$(dirname "$0")/../.."
if [ ${#libraries[@]} = 0 ]; then
  . scripts/target.sh
  scripts/package-c
  libraries=(dist/c/bootpay-c-*-"$(platform)".tar.gz)
fi
stage=$PWD/build/php-extension
source=$stage/source
rm -rf "$stage"
mkdir -p "$stage/c" "$source/include" dist/php
targets=()
packed() { # ARCHIVE, the platform as config.m4 names it, Rust's target
  tar -xzf "$1" -C "$stage/c" --strip-components 1
  mkdir -p "$source/lib/$2"
  cp "$stage/c/lib/libbootpay_c.a" "$source/lib/$2"
  targets+=("$3")
}
for library in "${libraries[@]}"; do
  case $library in
    *-x86_64-linux.tar.gz) packed "$library" linux-x86_64-gnu x86_64-unknown-linux-gnu ;;
    *-aarch64-linux.tar.gz) packed "$library" linux-aarch64-gnu aarch64-unknown-linux-gnu ;;
    *-x86_64-linux-musl.tar.gz) packed "$library" linux-x86_64-musl x86_64-unknown-linux-musl ;;
    *-aarch64-linux-musl.tar.gz) packed "$library" linux-aarch64-musl aarch64-unknown-linux-musl ;;
    *) echo "php/ext/package.sh: the package has no folder for $library: see php/ext/config.m4" >&2; exit 1 ;;
  esac
done
cp "$stage/c/include/bootpay.h" "$source/include"
cp LICENSE php/ext/{composer.json,config.m4,bootpay.c} php/README{,.ko}.md "$source"
scripts/third-party-licenses c "${targets[@]}" >"$source/THIRD-PARTY-LICENSES"
rm -f dist/php/php_bootpay-*
php -n -d extension=zip php/zip.php "$source" dist/php php_bootpay src
