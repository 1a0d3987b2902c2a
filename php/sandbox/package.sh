#!/usr/bin/env bash
# package.sh PROGRAM PLATFORM: puts a composer package with this program into dist/php/. PLATFORM says what it was built for,
# such as x86_64-linux.
set -euo pipefail
program=$(realpath "$1") platform=$2
cd "$(dirname "$0")/../.."
stage=$PWD/build/php-sandbox
rm -rf "$stage"
mkdir -p "$stage/bin" dist/php
cp -R php/sandbox/composer.json php/sandbox/src php/sandbox/README.md LICENSE crates/bootpay-cli/generated/THIRD-PARTY-LICENSES "$stage"
install -m 755 "$program" "$stage/bin/bootpay"
rm -f dist/php/bootpay-sandbox-*.zip
php -n -d extension=zip php/zip.php "$stage" dist/php bootpay-sandbox "$platform"
