#!/usr/bin/env bash
# Installs the Composer package from dist/php into an empty folder, without a Rust toolchain at hand, and tests it there: the
# shared cases, the surface, signals and forks, a shop behind nginx and php-fpm. Needs dist/php from package.sh, and the
# program `bootpay`. Usage: test.sh [--extension] [ARGUMENT OF PHPUNIT …]. With --extension the core is the extension in dist/php,
# from ext/package.sh, and this PHP has no FFI.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/target.sh
program=$BOOTPAY_PROGRAM folder=$PWD/build/php
unset "${!BOOTPAY_@}"
if [ "${1:-}" = --extension ]; then
  shift
  folder=$PWD/build/php-extension/tests
  scripts/install-packages "$folder" php
  mkdir "$folder/conf.d"
  php -r 'echo implode("\n", glob(PHP_CONFIG_FILE_SCAN_DIR . "/*.ini"));' | xargs -r -d '\n' grep -LiE '^\s*extension\s*=\s*"?ffi\b' |
    xargs -r -d '\n' cp -t "$folder/conf.d"
  packages=(dist/php/php_bootpay-*_php"$(php -r 'echo PHP_MAJOR_VERSION, ".", PHP_MINOR_VERSION;')"-*.zip)
  python3 -m zipfile -e "${packages[0]}" "$folder/extension"
  export TESTED_EXTENSION=$folder/extension/bootpay.so
  printf 'extension="%s"\nffi.enable=0\n' "$TESTED_EXTENSION" >"$folder/conf.d/99-bootpay.ini"
  export PHP_INI_SCAN_DIR=$folder/conf.d # also of the PHPs that the tests start
  php -r 'exit((int) (class_exists("FFI") && ini_get("ffi.enable") !== "0"));' || { echo "this PHP still has FFI" >&2; exit 1; }
else
  scripts/install-packages "$folder" php
fi
export BOOTPAY_VENDOR=$folder/php/vendor BOOTPAY_PROGRAM=$program LC_ALL=C.UTF-8
find php "$folder/php/vendor/bootpay" -name '*.php' -not -path '*/generated/*' -not -path '*/phpstan/*' -print0 | xargs -0 -n 1 php -l >/dev/null
tests=$PWD/php/tests
cd "$folder" # where no cache of PHPUnit disturbs
exec phpunit --no-configuration --do-not-cache-result --fail-on-warning --fail-on-risky --bootstrap "$tests/bootstrap.php" "$@" "$tests"
