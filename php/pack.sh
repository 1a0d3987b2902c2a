#!/usr/bin/env bash
# pack.sh LIBRARY TARGET: packs a compiled library into the composer package in dist/php/.
set -euo pipefail
library=$(realpath "$1")
platform=$(sed -E 's/^([^-]+)-[^-]+-([^-]+)-?(.*)/\2-\1-\3/; s/-$//; s/^darwin/macos/' <<<"$2") # linux-x86_64-gnu of x86_64-unknown-linux-gnu
cd "$(dirname "$0")/.."
stage=$PWD/build/php-package
rm -rf "$stage"
mkdir -p "$stage/lib/$platform" dist/php
cp -R php/composer.json php/src php/preload.php php/README.md php/README.ko.md php/examples LICENSE "$stage"
scripts/third-party-licenses c > "$stage/THIRD-PARTY-LICENSES"
install -m 644 "$library" "$stage/lib/$platform/libbootpay_c.so"
rm -f dist/php/bootpay-backend-php-*.zip
php -n -d extension=zip php/zip.php "$stage" dist/php bootpay-backend-php
