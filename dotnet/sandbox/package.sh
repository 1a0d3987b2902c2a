#!/usr/bin/env bash
# package.sh PROGRAM PLATFORM: puts a NuGet package with this program into dist/dotnet. PLATFORM says what it was built for, such as
# x86_64-linux.
set -euo pipefail
program=$(realpath "$1")
case $2 in
  x86_64-linux) platform=linux-x64 ;;
  *) echo "dotnet/sandbox/package.sh: the package has no folder for $2 yet" >&2; exit 1 ;;
esac
cd "$(dirname "$0")/../.."
root=$PWD
. dotnet/environment.sh
stage=$PWD/build/dotnet-sandbox
rm -rf "$stage"
mkdir -p "$stage/lib/netstandard2.0" "$stage/tools/$platform" "$stage/build/netstandard2.0" dist/dotnet
cp dotnet/sandbox/README.md LICENSE crates/bootpay-cli/generated/THIRD-PARTY-LICENSES "$stage"
cp dotnet/sandbox/build/Bootpay.Sandbox.targets "$stage/build/netstandard2.0"
install -m 755 "$program" "$stage/tools/$platform/bootpay"
(
  cd dotnet/sandbox/src
  compile -target:library -doc:"$stage/lib/netstandard2.0/Bootpay.Sandbox.xml" \
    -out:"$stage/lib/netstandard2.0/Bootpay.Sandbox.dll" -recurse:'*.cs'
)
version=$(sed -nE '/^\[workspace.package\]/,/^\[/s/^version = "([^"]*)".*/\1/p' Cargo.toml)
dotnet/pack.py dotnet/sandbox/Bootpay.Sandbox.nuspec "$version" "$stage" dist/dotnet
