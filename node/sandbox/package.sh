#!/usr/bin/env bash
# package.sh PROGRAM PLATFORM [PROGRAM PLATFORM …]: packs the npm package with these programs into dist/. PLATFORM says what
# a program was built for: x86_64-linux, aarch64-linux, x86_64-darwin, aarch64-darwin or x86_64-windows.
set -euo pipefail
programs=() # as Node calls their platforms
while [ $# -gt 0 ]; do
  case $2 in
    x86_64-linux) name=linux-x64 ;;
    aarch64-linux) name=linux-arm64 ;;
    x86_64-darwin) name=darwin-x64 ;;
    aarch64-darwin) name=darwin-arm64 ;;
    x86_64-windows) name=win32-x64 ;;
    *) echo "$0: no platform is called $2" >&2; exit 2 ;;
  esac
  programs+=("$(realpath "$1")" "$name")
  shift 2
done
cd "$(dirname "$0")/../.."
root=$PWD stage=$PWD/build/node-sandbox
rm -rf "$stage" dist/bootpay-sandbox-*.tgz
mkdir -p "$stage" dist
cp -R node/sandbox/{bin,lib,index.mjs,package.json,README.md} node/sandbox/*.d.*ts \
  LICENSE crates/bootpay-cli/generated/THIRD-PARTY-LICENSES "$stage"
set -- "${programs[@]}"
while [ $# -gt 0 ]; do
  mkdir -p "$stage/programs/$2"
  install -m 755 "$1" "$stage/programs/$2/$(basename "$1")"
  shift 2
done
cd "$stage"
npm pack --silent --pack-destination "$root/dist"
