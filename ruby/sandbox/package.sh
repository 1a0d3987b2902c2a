#!/usr/bin/env bash
# package.sh PROGRAM PLATFORM: puts a gem with this program into dist/. PLATFORM says what it was built for:
# x86_64-linux, aarch64-linux, x86_64-darwin or aarch64-darwin.
set -euo pipefail
program=$(realpath "$1")
platform=${2/#aarch64-darwin/arm64-darwin} # as RubyGems calls it
cd "$(dirname "$0")/../.."
root=$PWD stage=$PWD/build/ruby-sandbox
rm -rf "$stage"
mkdir -p "$stage/libexec" dist
cp -R ruby/sandbox/{lib,sig,exe,bootpay-sandbox.gemspec,README.md} \
  LICENSE crates/bootpay-cli/generated/THIRD-PARTY-LICENSES "$stage"
install -m 755 "$program" "$stage/libexec/bootpay"
rm -f dist/bootpay-sandbox-*-"$platform".gem
cd "$stage"
version=$(ruby -r ./lib/bootpay/sandbox/version -e 'print Bootpay::Sandbox::VERSION')
BOOTPAY_GEM_PLATFORM=$platform gem build --silent --output "$root/dist/bootpay-sandbox-$version-$platform.gem" bootpay-sandbox.gemspec
