#!/usr/bin/env bash
# package.sh [ARCHIVE]: puts the NuGet package with the C library of this platform into dist/dotnet, a folder that NuGet takes for a
# source. ARCHIVE is what scripts/package-c made; without it that is done here first.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
. dotnet/environment.sh
library=${1:-}
if [ -z "$library" ]; then
  platform=$(rustc -vV | sed -nE 's/^host: ([^-]+)-[^-]+-([^-]+).*/\1-\2/p')
  mkdir -p dist
  scripts/package-c "$platform"
  library=$(ls dist/c/bootpay-c-*-"$platform".tar.gz)
fi
case $library in
  *-x86_64-linux.tar.gz) platform=linux-x64 ;;
  *) echo "dotnet/package.sh: the package has no folder for $library yet" >&2; exit 1 ;;
esac
stage=$PWD/build/dotnet-package
rm -rf "$stage"
mkdir -p "$stage/lib/netstandard2.0" "$stage/runtimes/$platform/native" "$stage/c" dist/dotnet
tar -xzf "$library" -C "$stage/c" --strip-components 1
mv "$stage/c/lib/libbootpay_c.so" "$stage/runtimes/$platform/native"
mv "$stage"/c/{LICENSE,THIRD-PARTY-LICENSES} "$stage"
rm -r "$stage/c"
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
