#!/usr/bin/env bash
# package.sh [ARCHIVE …]: puts the Go module with the C library of each platform into dist/go, in the layout of a GOPROXY, which
# GOPROXY=file://…/dist/go serves. ARCHIVE is what scripts/package-c made for a platform; without one that is done here first for
# this platform. What is built needs Go and a C compiler.
set -euo pipefail
libraries=()
for library in "$@"; do libraries+=("$(realpath "$library")"); done
cd "$(dirname "$0")/.."
if [ ${#libraries[@]} = 0 ]; then
  . scripts/target.sh
  scripts/package-c
  libraries=(dist/c/bootpay-c-*-"$(platform)".tar.gz)
fi

module=github.com/bootpay/backend-go
# Go takes the official import path for v0 and v1 only, so that 2.0.0 is v1.200.0, above the official v1.0.6.
read -r major minor patch rest < <(sed -nE '/^\[workspace.package\]/,/^\[/s/^version = "([0-9]+)\.([0-9]+)\.([0-9]+)([^"]*)".*/\1 \2 \3 \4/p' Cargo.toml)
version=v1.$((major * 100 + minor)).$patch$rest
proxy=$PWD/dist/go/$module/@v
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
folder=$work/$module@$version
rm -rf dist/go
mkdir -p "$proxy" "$folder" "$work/c"

# Only what is committed or will be, and no test: the tests are a module of their own.
git ls-files --cached --others --exclude-standard -z go | while IFS= read -r -d '' file; do
  case $file in
    go/tests/* | go/*.sh) ;;
    *)
      mkdir -p "$(dirname "$folder/${file#go/}")"
      install -m 644 "$file" "$folder/${file#go/}"
      ;;
  esac
done
native=$folder/internal/native
platforms='' constraint='' targets=()
packed() { # ARCHIVE, its folder in the module, when Go takes that, Rust's target
  rm -rf "$work/c" && mkdir "$work/c"
  tar -xzf "$1" -C "$work/c" --strip-components 1
  install -m 644 "$work/c/lib/libbootpay_c.a" "$native/$2"
  platforms+="${platforms:+__}$2" constraint+="${constraint:+ || }$3" targets+=("$4")
}
for library in "${libraries[@]}"; do
  case $library in
    *-x86_64-linux.tar.gz) packed "$library" linux_amd64 'linux && amd64 && !musl' x86_64-unknown-linux-gnu ;;
    *-aarch64-linux.tar.gz) packed "$library" linux_arm64 'linux && arm64 && !musl' aarch64-unknown-linux-gnu ;;
    *-x86_64-linux-musl.tar.gz) packed "$library" linux_amd64_musl 'linux && amd64 && musl' x86_64-unknown-linux-musl ;;
    *-aarch64-linux-musl.tar.gz) packed "$library" linux_arm64_musl 'linux && arm64 && musl' aarch64-unknown-linux-musl ;;
    *-x86_64-darwin.tar.gz) packed "$library" darwin_amd64 'darwin && amd64' x86_64-apple-darwin ;;
    *-aarch64-darwin.tar.gz) packed "$library" darwin_arm64 'darwin && arm64' aarch64-apple-darwin ;;
    *-x86_64-windows.tar.gz) packed "$library" windows_amd64 'windows && amd64' x86_64-pc-windows-gnu ;;
    *) echo "go/package.sh: the module has no folder for $library: see go/internal/native" >&2; exit 1 ;;
  esac
done
install -m 644 "$work/c/include/bootpay.h" "$native"
install -m 644 LICENSE "$folder"
scripts/third-party-licenses c "${targets[@]}" >"$folder/THIRD-PARTY-LICENSES"

# For a platform without its library the compiler stops, and says which there are.
constrained() { # FILE CONSTRAINT: instead of the one in its first line
  { printf '//go:build %s\n' "$2" && sed 1d "$1"; } >"$work/constrained"
  mv "$work/constrained" "$1"
}
sed "s/__it_has_.*__see_README/__it_has_${platforms}__see_README/" "$native/other_platform.go" >"$work/other_platform.go"
mv "$work/other_platform.go" "$native"
constrained "$native/native.go" "cgo && ($constraint)"
constrained "$native/other_platform.go" "cgo && !($constraint)"
for place in "$native"/*/; do
  [ -f "$place/libbootpay_c.a" ] || rm -r "$place" "$native/platform_$(basename "$place").go"
done

python3 - "$work" "$module@$version" "$proxy/$version.zip" <<'PYTHON'
import os, sys, zipfile

work, name, target = sys.argv[1:]
with zipfile.ZipFile(target, "w") as archive:
    for folder, folders, files in os.walk(os.path.join(work, name)):
        folders.sort()
        for file in sorted(files):
            path = os.path.join(folder, file)
            entry = zipfile.ZipInfo(os.path.relpath(path, work), (1980, 1, 1, 0, 0, 0))  # the same files, the same zip
            with open(path, "rb") as content:
                archive.writestr(entry, content.read(), zipfile.ZIP_DEFLATED)
PYTHON
cp go/go.mod "$proxy/$version.mod"
printf '%s\n' "$version" >"$proxy/list"
printf '{"Version":"%s"}\n' "$version" >"$proxy/$version.info"
