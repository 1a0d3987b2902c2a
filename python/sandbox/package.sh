#!/usr/bin/env bash
# package.sh PROGRAM PLATFORM: puts a wheel with this program into dist/. PLATFORM says what it was built for:
# x86_64-linux, aarch64-linux, x86_64-darwin, aarch64-darwin or x86_64-windows.
set -euo pipefail
program=$(realpath "$1") platform=$2
cd "$(dirname "$0")/../.."
dist=$PWD/dist python=$PWD/.venv/bin/python stage=$PWD/build/python-sandbox
tag=$("$python" python/sandbox/wheel_platform.py "$program" "$platform")
rm -rf "$stage" "$dist"/bootpay_sandbox-*-"$tag".whl
mkdir -p "$stage" "$dist"
cp -R python/sandbox/{bootpay_sandbox,hatch_build.py,pyproject.toml,README.md} \
  LICENSE crates/bootpay-cli/generated/THIRD-PARTY-LICENSES "$stage"
cd "$stage"
BOOTPAY_PROGRAM=$program BOOTPAY_WHEEL_PLATFORM=$tag "$python" -m hatchling build -t wheel -d "$dist"
