#!/bin/sh
# Packs the npm package with this platform's binary into dist/. Usage: package.sh [release|dev], a Cargo profile.
set -eu
profile=${1:-release}
cd "$(dirname "$0")/.."
. scripts/target.sh
binaries=$PWD/build/node-binaries

set -- cargo build --locked --profile "$profile" --package bootpay-node
case $profile in
  dev) folder=debug ;;
  *) folder=$profile; set -- scripts/without-paths "$@" ;;
esac
"$@"
rm -rf "$binaries"
mkdir -p "$binaries"
cp "$built/$folder/$(library_file bootpay_node)" "$binaries/$(node -p 'require("./node/lib/platform.js").platformName').node"
exec node/tarball.sh "$binaries"
