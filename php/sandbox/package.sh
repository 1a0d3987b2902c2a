#!/usr/bin/env bash
# package.sh PROGRAM PLATFORM [PROGRAM PLATFORM …]: puts a composer package with these programs into dist/php/. PLATFORM says what a
# program was built for: x86_64-linux, aarch64-linux, x86_64-darwin or aarch64-darwin.
set -euo pipefail
programs=() platforms=()
while [ $# -gt 0 ]; do
  programs+=("$(realpath "$1")") platforms+=("$2")
  shift 2
done
cd "$(dirname "$0")/../.."
stage=$PWD/build/php-sandbox
rm -rf "$stage"
mkdir -p "$stage" dist/php
cp -R php/sandbox/{composer.json,bin,src,README.md} LICENSE crates/bootpay-cli/generated/THIRD-PARTY-LICENSES "$stage"
for at in "${!programs[@]}"; do
  mkdir -p "$stage/programs/${platforms[at]}"
  install -m 755 "${programs[at]}" "$stage/programs/${platforms[at]}/bootpay"
done
rm -f dist/php/bootpay-sandbox-*.zip
php -n -d extension=zip php/zip.php "$stage" dist/php bootpay-sandbox
