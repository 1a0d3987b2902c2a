#!/usr/bin/env bash
# Builds the wheel and the sdist into dist/.
set -euo pipefail
cd "$(dirname "$0")"
maturin=$PWD/../.venv/bin/maturin
mkdir -p ../dist
rm -f ../dist/bootpay-*.whl ../dist/bootpay-*[0-9].tar.gz
# With the module of a source-tree build beside the sources, the wheel would carry both.
rm -f bootpay/*.so
licenses=THIRD-PARTY-LICENSES # pyproject.toml names it
trap 'rm -f "$licenses"' EXIT
../scripts/third-party-licenses wheel > "$licenses"
../scripts/without-paths "$maturin" build --quiet --release --locked --out ../dist
../scripts/third-party-licenses wheel anywhere > "$licenses"
"$maturin" sdist --out ../dist
