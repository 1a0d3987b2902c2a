#!/bin/sh
# Packs the npm package with this platform's binary into dist/. Usage: package.sh [release|dev], a Cargo profile.
set -eu
profile=${1:-release}
cd "$(dirname "$0")/.."
. scripts/target.sh
root=$PWD
stage=$root/build/node-package

set -- cargo build --locked --profile "$profile" --package bootpay-node
case $profile in
  dev) folder=debug ;;
  *) folder=$profile; set -- scripts/without-paths "$@" ;;
esac
"$@"
case $(uname -s) in
  Darwin) library=libbootpay_node.dylib ;;
  MINGW* | MSYS*) library=bootpay_node.dll ;;
  *) library=libbootpay_node.so ;;
esac

rm -rf "$stage"
mkdir -p "$stage/native" "$root/dist"
cd "$root/node"
../scripts/third-party-licenses npm > "$stage/THIRD-PARTY-LICENSES"
cp -R lib index.mjs index.d.ts index.d.mts package.json README.md "$root/LICENSE" "$stage"
cp "$built/$folder/$library" "$stage/native/$(node -p 'require("./lib/platform.js").platformName').node"
cd "$stage"
npm pack --silent --pack-destination "$root/dist"
