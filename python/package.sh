#!/usr/bin/env bash
# Builds the wheel of this platform and the sdist into dist/, instead of older ones.
set -euo pipefail
cd "$(dirname "$0")"
rm -f ../dist/bootpay-*.whl ../dist/bootpay-*[0-9].tar.gz # the program is packed as bootpay-VERSION-PLATFORM.tar.gz
./wheel.sh
./sdist.sh
