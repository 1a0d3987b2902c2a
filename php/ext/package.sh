#!/usr/bin/env bash
# package.sh [ARCHIVE]: puts the PHP extension into dist/php: its source with the compiled core, for any PHP on this platform, and
# what build.sh makes of it for this PHP. ARCHIVE is what scripts/package-c made; without it that is done here first.
set -euo pipefail
cd "$(dirname "$0")/../.."
library=${1:-}
if [ -z "$library" ]; then
  . scripts/target.sh
  scripts/package-c
  library=$(ls dist/c/bootpay-c-*-"$(platform)".tar.gz)
fi
case $library in
  *-x86_64-linux.tar.gz) platform=linux-x86_64-gnu ;;
  *-aarch64-linux.tar.gz) platform=linux-aarch64-gnu ;;
  *) echo "php/ext/package.sh: there is no name for the platform of $library yet" >&2; exit 1 ;;
esac
stage=$PWD/build/php-extension
rm -rf "$stage"
mkdir -p "$stage"/{core,source/lib/$platform,source/include} dist/php
tar -xzf "$library" -C "$stage/core" --strip-components 1
cp "$stage/core/lib/libbootpay_c.a" "$stage/source/lib/$platform"
cp "$stage/core/include/bootpay.h" "$stage/source/include"
cp "$stage/core/LICENSE" "$stage/core/THIRD-PARTY-LICENSES" "$stage/source"
cp php/ext/{composer.json,config.m4,bootpay.c} php/README{,.ko}.md "$stage/source"
rm -f dist/php/php_bootpay-*
php -n -d extension=zip php/zip.php "$stage/source" dist/php php_bootpay src
php/ext/build.sh
