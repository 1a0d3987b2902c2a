#!/usr/bin/env bash
# Builds the wheel and the sdist into dist/.
set -euo pipefail
cd "$(dirname "$0")"
maturin=$PWD/../.venv/bin/maturin
mkdir -p ../dist
rm -f ../dist/bootpay-*.whl ../dist/bootpay-*.tar.gz
# With the module of a source-tree build beside the sources, the wheel would carry both.
rm -f bootpay/*.so
../scripts/without-paths "$maturin" build --quiet --release --locked --out ../dist
"$maturin" sdist --out ../dist
