#!/bin/sh
# Installs the packed tarball from dist/ into an empty folder and tests it there: behaviour, then types.
# The sandbox program is found through BOOTPAY_PROGRAM, default target/debug/bootpay.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
work=$root/build/node-test
version=$(node -p "require('$root/node/package.json').version")
tarball=$root/dist/bootpay-backend-nodejs-$version.tgz
[ -f "$tarball" ] || { echo "$tarball is missing: run node/package.sh first" >&2; exit 1; }

# What a user's machine has: Node, and no Rust toolchain.
PATH=$(dirname "$(command -v node)"):/usr/bin:/bin
export PATH
unset NODE_PATH BOOTPAY_APPLICATION_ID BOOTPAY_PRIVATE_KEY BOOTPAY_MODE BOOTPAY_BASE_URL

[ -d "$root/node/node_modules" ] || npm ci --prefix "$root/node" --ignore-scripts --no-audit --no-fund
rm -rf "$work"
mkdir -p "$work"
cd "$work"
echo '{ "name": "node-test", "private": true }' > package.json
npm install --silent --no-audit --no-fund --no-save --ignore-scripts "$tarball"
cp -R "$root/node/test" "$root/node/examples" "$root/node/bench" .

node --test test/*.test.js
tsc=$root/node/node_modules/.bin/tsc
"$tsc" --project test
"$tsc" --project "$root/node/jsconfig.json"
echo "types are right"
