#!/usr/bin/env bash
# package.sh [LIBRARY TARGET …]: puts the Maven package with libraries, compiled for these targets of Rust's, into dist/java, a Maven
# repository of files. Without one, that of this platform is compiled first.
set -euo pipefail
libraries=() targets=()
while [ $# -gt 0 ]; do
  libraries+=("$(realpath "$1")") targets+=("$2")
  shift 2
done
cd "$(dirname "$0")/.."
if [ ${#targets[@]} = 0 ]; then
  . scripts/target.sh
  scripts/without-paths cargo build --locked --release --quiet -p bootpay-java
  libraries=("$built/release/libbootpay_jni.so")
  targets=("${CARGO_BUILD_TARGET:-$(rustc -vV | sed -n 's/^host: //p')}")
fi
resources=$PWD/build/java/resources
rm -rf build/java "$PWD/dist/java/com/github/bootpay/backend-java"
mkdir -p "$resources/META-INF" dist/java
for at in "${!targets[@]}"; do
  case ${targets[at]} in
    *-linux-gnu | *-linux-musl) ;;
    *) echo "java/package.sh: the package has no library for ${targets[at]} yet: see java/src/main/java/kr/co/bootpay/internal/Loader.java" >&2; exit 1 ;;
  esac
  # linux-x86_64-gnu of x86_64-unknown-linux-gnu
  platform=$(sed -E 's/^([^-]+)-[^-]+-([^-]+)-(.*)/\2-\1-\3/' <<<"${targets[at]}")
  install -D -m 644 "${libraries[at]}" "$resources/kr/co/bootpay/native/$platform/libbootpay_jni.so"
done
cp LICENSE "$resources/META-INF"
scripts/third-party-licenses java "${targets[@]}" >"$resources/META-INF/THIRD-PARTY-LICENSES"
scripts/maven -f java/pom.xml deploy -DskipTests -Dmaven.install.skip=true -DaltDeploymentRepository="dist::file://$PWD/dist/java"
