#!/usr/bin/env bash
# Compiles the extension from its source in dist/php for the PHP that php-config belongs to, and puts it into dist/php too, under
# the name that PIE looks for.
set -euo pipefail
cd "$(dirname "$0")/../.."
sources=(dist/php/php_bootpay-*-src.zip)
built=build/php-extension/built
rm -rf "$built"
php/ext/compile.sh "$built"
strip --strip-unneeded "$built/bootpay.so"
platform=$("$(php-config --php-binary)" -n -r '
  $isMusl = str_contains((string) @file_get_contents("/proc/self/maps"), "/ld-musl-");
  printf("php%d.%d-%s-linux-%s%s-%s", PHP_MAJOR_VERSION, PHP_MINOR_VERSION, php_uname("m"), $isMusl ? "musl" : "glibc",
    PHP_DEBUG ? "-debug" : "", PHP_ZTS ? "zts" : "nts");
')
package=$PWD/${sources[0]%-src.zip}_$platform.zip
rm -f "$package"
(cd "$built" && python3 -m zipfile -c "$package" ./*)
echo "${package#"$PWD/"}"
