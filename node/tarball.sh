#!/bin/sh
# Packs the npm package into dist/ with the binaries that lie in FOLDER under their platforms' names.
# Usage: tarball.sh FOLDER [anywhere]: the licences of what is linked on this platform or, with `anywhere`, on any.
set -eu
binaries=$(cd "$1" && pwd)
shift
cd "$(dirname "$0")/.."
root=$PWD
stage=$root/build/node-package

rm -rf "$stage"
mkdir -p "$stage/native" "$root/dist"
cd "$root/node"
../scripts/third-party-licenses npm "$@" > "$stage/THIRD-PARTY-LICENSES"
cp -R lib generated index.mjs index.d.ts index.d.mts once.d.ts express.d.ts next.d.ts browser.d.ts package.json README.md "$root/LICENSE" "$stage"
cp "$binaries"/*.node "$stage/native"
# Bundlers follow each request, and end the build at a file that is not there.
cd "$stage"
for file in $(grep -o 'native/[a-z0-9-]*[.]node' lib/binary.js); do
  [ -f "$file" ] || { grep -vF "$file" lib/binary.js > binary.js && mv binary.js lib/binary.js; }
done
for file in native/*.node; do
  grep -qF "$file" lib/binary.js || { echo "node/lib/binary.js has no line for $file" >&2; exit 1; }
done
npm pack --silent --pack-destination "$root/dist"
