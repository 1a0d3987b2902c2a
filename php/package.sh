#!/usr/bin/env bash
# Builds the composer package of this platform into dist/php/, a folder that Composer takes for a repository of the type
# "artifact". Needs cargo and php with its extension zip.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/target.sh
scripts/without-paths cargo build --quiet --release --locked -p bootpay-c
php/pack.sh "$built/release/$(library_file bootpay_c)" "$(target)"
