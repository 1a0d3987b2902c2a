#!/usr/bin/env bash
# compile.sh INTO [CORE]: compiles the extension's source in dist/php as a user does, for the PHP that php-config belongs to, and
# puts bootpay.so and its documents into the folder INTO. CORE is another libbootpay_c.a than the source has. Needs php-config,
# phpize, a C compiler and make.
set -euo pipefail
mkdir -p "$1"
into=$(realpath "$1") core=${2:+$(realpath "$2")}
cd "$(dirname "$0")/../.."
sources=(dist/php/php_bootpay-*-src.zip)
work=$(mktemp -d) # phpize wants a path without spaces
trap 'rm -rf "$work"' EXIT
python3 -m zipfile -e "${sources[0]}" "$work"
[ -z "$core" ] || cp "$core" "$work"/lib/*/
cd "$work"
{ phpize && ./configure && make; } >log 2>&1 || { cat log >&2; exit 1; }
install -m 644 modules/bootpay.so LICENSE THIRD-PARTY-LICENSES README.md README.ko.md "$into"
