#!/usr/bin/env bash
# pack.sh LIBRARY TARGET [LIBRARY TARGET …]: packs libraries, compiled for these targets of Rust's, into the composer package in
# dist/php/.
set -euo pipefail
libraries=() targets=()
while [ $# -gt 0 ]; do
  libraries+=("$(realpath "$1")") targets+=("$2")
  shift 2
done
cd "$(dirname "$0")/.."
stage=$PWD/build/php-package
rm -rf "$stage"
mkdir -p "$stage" dist/php
cp -R php/composer.json php/src php/preload.php php/README.md php/README.ko.md php/examples LICENSE "$stage"
scripts/third-party-licenses c "${targets[@]}" > "$stage/THIRD-PARTY-LICENSES"
for at in "${!targets[@]}"; do
  # linux-x86_64-gnu of x86_64-unknown-linux-gnu
  platform=$(sed -E 's/^([^-]+)-[^-]+-([^-]+)-?(.*)/\2-\1-\3/; s/-$//; s/^darwin/macos/' <<<"${targets[at]}")
  install -D -m 644 "${libraries[at]}" "$stage/lib/$platform/$(basename "${libraries[at]}")"
done
rm -f dist/php/bootpay-backend-php-*.zip
php -n -d extension=zip php/zip.php "$stage" dist/php bootpay-backend-php
