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
. scripts/target.sh
stage=$PWD/build/php-package
rm -rf "$stage"
mkdir -p "$stage" dist/php
cp -R php/composer.json php/src php/preload.php php/README.md php/README.ko.md php/examples LICENSE "$stage"
scripts/third-party-licenses c "${targets[@]}" > "$stage/THIRD-PARTY-LICENSES"
for at in "${!targets[@]}"; do
  folder=$stage/lib/$(core_folder "${targets[at]}") # as src/Native/Ffi.php looks for it
  mkdir -p "$folder"
  install -m 644 "${libraries[at]}" "$folder/$(library_file bootpay_c "${targets[at]}")"
done
rm -f dist/php/bootpay-backend-php-*.zip
php -n -d extension=zip php/zip.php "$stage" dist/php bootpay-backend-php
