#!/usr/bin/env bash
# package.sh [ARCHIVE …]: puts the NuGet package with the C library of each platform into dist/dotnet, a folder that NuGet takes for a
# source. ARCHIVE is what scripts/package-c made for a platform; without one that is done here first for this platform.
set -euo pipefail
libraries=()
for library in "$@"; do libraries+=("$(realpath "$library")"); done
cd "$(dirname "$0")/.."
root=$PWD
. dotnet/environment.sh
if [ ${#libraries[@]} = 0 ]; then
  . scripts/target.sh
  scripts/package-c
  libraries=(dist/c/bootpay-c-*-"$(platform)".tar.gz)
fi
stage=$PWD/build/dotnet-package
rm -rf "$stage"
mkdir -p "$stage/lib/netstandard2.0" dist/dotnet
targets=()
packed() { # ARCHIVE, NuGet's name of its platform, Rust's target, the library
  mkdir -p "$stage/c" "$stage/runtimes/$2/native"
  tar -xzf "$1" -C "$stage/c" --strip-components 1
  mv "$stage/c/lib/$4" "$stage/runtimes/$2/native"
  rm -r "$stage/c"
  targets+=("$3")
}
for library in "${libraries[@]}"; do
  case $library in
    *-x86_64-linux.tar.gz) packed "$library" linux-x64 x86_64-unknown-linux-gnu libbootpay_c.so ;;
    *-aarch64-linux.tar.gz) packed "$library" linux-arm64 aarch64-unknown-linux-gnu libbootpay_c.so ;;
    *-x86_64-linux-musl.tar.gz) packed "$library" linux-musl-x64 x86_64-unknown-linux-musl libbootpay_c.so ;;
    *-aarch64-linux-musl.tar.gz) packed "$library" linux-musl-arm64 aarch64-unknown-linux-musl libbootpay_c.so ;;
    *-x86_64-darwin.tar.gz) packed "$library" osx-x64 x86_64-apple-darwin libbootpay_c.dylib ;;
    *-aarch64-darwin.tar.gz) packed "$library" osx-arm64 aarch64-apple-darwin libbootpay_c.dylib ;;
    *-x86_64-windows.tar.gz) packed "$library" win-x64 x86_64-pc-windows-gnu bootpay_c.dll ;;
    *) echo "dotnet/package.sh: the package has no folder for $library yet" >&2; exit 1 ;;
  esac
done
cp LICENSE "$stage"
scripts/third-party-licenses c "${targets[@]}" >"$stage/THIRD-PARTY-LICENSES"
mkdir -p "$stage/build/net461"
cp dotnet/build/Bootpay.net.targets "$stage/build/net461"
cp dotnet/README.md dotnet/README.ko.md "$stage"
version=$(sed -nE '/^\[workspace.package\]/,/^\[/s/^version = "([^"]*)".*/\1/p' Cargo.toml)
printf '[assembly: System.Reflection.AssemblyVersion("%s")]\n[assembly: System.Reflection.AssemblyTitle("Bootpay.net")]\n' \
  "${version%%-*}.0" >"$stage/AssemblyInfo.cs"
# in the folder of the sources, so that no path is told
(
  cd dotnet/src
  compile -target:library -doc:"$stage/lib/netstandard2.0/Bootpay.net.xml" -out:"$stage/lib/netstandard2.0/Bootpay.net.dll" \
    -recurse:'*.cs' "$stage/AssemblyInfo.cs"
)
rm "$stage/AssemblyInfo.cs"
dotnet/pack.py dotnet/Bootpay.net.nuspec "$version" "$stage" dist/dotnet
