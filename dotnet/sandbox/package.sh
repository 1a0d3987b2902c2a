#!/usr/bin/env bash
# package.sh PROGRAM PLATFORM [PROGRAM PLATFORM …]: puts a NuGet package with these programs into dist/dotnet. PLATFORM says what a
# program was built for: x86_64-linux, aarch64-linux, x86_64-darwin, aarch64-darwin or x86_64-windows.
set -euo pipefail
programs=() platforms=()
while [ $# -gt 0 ]; do
  case $2 in
    x86_64-linux) platforms+=(linux-x64) ;;
    aarch64-linux) platforms+=(linux-arm64) ;;
    x86_64-darwin) platforms+=(osx-x64) ;;
    aarch64-darwin) platforms+=(osx-arm64) ;;
    x86_64-windows) platforms+=(win-x64) ;;
    *) echo "dotnet/sandbox/package.sh: the package has no folder for $2 yet" >&2; exit 1 ;;
  esac
  programs+=("$(realpath "$1")")
  shift 2
done
cd "$(dirname "$0")/../.."
root=$PWD
. dotnet/environment.sh
stage=$PWD/build/dotnet-sandbox
rm -rf "$stage"
mkdir -p "$stage/lib/netstandard2.0" "$stage/build/netstandard2.0" dist/dotnet
cp dotnet/sandbox/README.md LICENSE crates/bootpay-cli/generated/THIRD-PARTY-LICENSES "$stage"
cp dotnet/sandbox/build/Bootpay.Sandbox.targets "$stage/build/netstandard2.0"
for at in "${!programs[@]}"; do
  mkdir -p "$stage/tools/${platforms[at]}"
  install -m 755 "${programs[at]}" "$stage/tools/${platforms[at]}/$(basename "${programs[at]}")"
done
(
  cd dotnet/sandbox/src
  compile -target:library -doc:"$stage/lib/netstandard2.0/Bootpay.Sandbox.xml" \
    -out:"$stage/lib/netstandard2.0/Bootpay.Sandbox.dll" -recurse:'*.cs'
)
version=$(sed -nE '/^\[workspace.package\]/,/^\[/s/^version = "([^"]*)".*/\1/p' Cargo.toml)
dotnet/pack.py dotnet/sandbox/Bootpay.Sandbox.nuspec "$version" "$stage" dist/dotnet
