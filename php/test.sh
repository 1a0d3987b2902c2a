#!/usr/bin/env bash
# Installs the Composer package from dist/php into an empty folder, without a Rust toolchain at hand, and tests it there: the
# shared cases, the surface, signals and forks, a shop behind nginx and php-fpm. Needs dist/php from package.sh, and the
# program `bootpay`. Usage: test.sh [ARGUMENT OF PHPUNIT …]
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/target.sh
program=$BOOTPAY_PROGRAM
unset "${!BOOTPAY_@}"
scripts/install-packages build/php php
export BOOTPAY_VENDOR=$PWD/build/php/php/vendor BOOTPAY_PROGRAM=$program LC_ALL=C.UTF-8
find php build/php/php/vendor/bootpay -name '*.php' -not -path '*/generated/*' -print0 | xargs -0 -n 1 php -l >/dev/null
cd build/php # where no cache of PHPUnit disturbs
exec phpunit --no-configuration --do-not-cache-result --fail-on-warning --fail-on-risky --bootstrap ../../php/tests/bootstrap.php "$@" ../../php/tests
