#!/usr/bin/env bash
# Builds a wheel into dist/, of this platform or of CARGO_BUILD_TARGET. Arguments go to maturin, such as --compatibility.
set -euo pipefail
cd "$(dirname "$0")"
mkdir -p ../dist
# With the module of a source-tree build beside the sources, the wheel would carry both.
rm -f bootpay/*.so
licenses=THIRD-PARTY-LICENSES # pyproject.toml names it
trap 'rm -f "$licenses"' EXIT
../scripts/third-party-licenses wheel > "$licenses"
../scripts/without-paths "$PWD/../.venv/bin/maturin" build --quiet --release --locked --out ../dist "$@"
