#!/usr/bin/env bash
# Packs the sdist into dist/.
set -euo pipefail
cd "$(dirname "$0")"
mkdir -p ../dist
licenses=THIRD-PARTY-LICENSES # pyproject.toml names it
trap 'rm -f "$licenses"' EXIT
../scripts/third-party-licenses wheel anywhere > "$licenses"
../.venv/bin/maturin sdist --out ../dist
