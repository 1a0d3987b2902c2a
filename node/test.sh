#!/bin/sh
# Installs the packed tarball from dist/ into an empty folder and tests it there: behaviour, side by side with the official
# package, then types. The example shop is tested with the sandbox package.
# Usage: test.sh [TEST FILE …], all of them by default.
set -eu
cd "$(dirname "$0")/.."
. scripts/target.sh
root=$PWD
work=$root/build/node-test
version=$(node -p "require('./node/package.json').version")
tarball=$root/dist/bootpay-backend-nodejs-$version.tgz
[ -f "$tarball" ] || { echo "$tarball is missing: run node/package.sh first" >&2; exit 1; }

# What a user's machine has: Node, and no Rust toolchain.
PATH=$(dirname "$(command -v node)"):/usr/bin:/bin
export PATH
unset NODE_PATH BOOTPAY_APPLICATION_ID BOOTPAY_PRIVATE_KEY BOOTPAY_MODE BOOTPAY_BASE_URL BOOTPAY_LOOPBACK_ONLY
unset BOOTPAY_SANDBOX_URL BOOTPAY_SANDBOX_STRICT

[ -d "$root/node/node_modules" ] || npm ci --prefix "$root/node" --ignore-scripts --no-audit --no-fund
rm -rf "$work"
mkdir -p "$work"
cd "$work"
echo '{ "name": "node-test", "private": true }' > package.json
npm install --loglevel=error --no-audit --no-fund --no-save --ignore-scripts "$tarball"
# The kit that the example shop is tested with, and the program that was just built.
kit=node_modules/bootpay-sandbox
programs=$kit/programs/$(node -p 'process.platform + "-" + process.arch')
mkdir -p "$programs"
cp -R "$root"/node/sandbox/lib "$root"/node/sandbox/*.mjs "$root"/node/sandbox/*.d.*ts "$root"/node/sandbox/package.json "$kit"
ln -s "$BOOTPAY_PROGRAM" "$programs/bootpay"

# The official package, to compare with; in a folder of its own, because its parts are of 2021.
peer=@bootpay/server-rest-client@1.0.9
peer_folder=$root/build/peer-node
if [ "$(cat "$peer_folder/.stamp" 2>/dev/null)" != "$peer" ]; then
  rm -rf "$peer_folder"
  mkdir -p "$peer_folder"
  echo '{ "name": "peer-node", "private": true }' > "$peer_folder/package.json"
  npm install --loglevel=error --no-audit --no-fund --ignore-scripts --save-exact --prefix "$peer_folder" "$peer"
  echo "$peer" > "$peer_folder/.stamp"
fi

cp -R "$root/node/test" "$root/node/examples" "$root/node/bench" .
# The example shop's framework, as the lock file has it.
for folder in test examples; do ln -s "$root/node/node_modules" "$folder/node_modules"; done

[ $# -gt 0 ] || set -- test/*.test.js examples/shop/*.test.mjs
unset NODE_EXTRA_CA_CERTS # which npm may have needed until here
node --test "$@"
tsc=$root/node/node_modules/.bin/tsc
"$tsc" --project test
# The same service with the official declarations, and with these in their place.
"$tsc" --project test/official
"$tsc" --project test/official/tsconfig.ours.json
"$tsc" --project "$root/node/jsconfig.json"
echo "types are right"
