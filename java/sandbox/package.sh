#!/usr/bin/env bash
# package.sh PROGRAM PLATFORM [PROGRAM PLATFORM …]: puts a Maven package with these programs into dist/java. PLATFORM says what a
# program was built for: x86_64-linux, aarch64-linux, x86_64-darwin, aarch64-darwin or x86_64-windows.
set -euo pipefail
programs=() platforms=()
while [ $# -gt 0 ]; do
  programs+=("$(realpath "$1")") platforms+=("$2")
  shift 2
done
cd "$(dirname "$0")/../.."
resources=$PWD/build/java-sandbox/resources
rm -rf build/java-sandbox dist/java/com/github/bootpay/bootpay-sandbox
mkdir -p "$resources/META-INF" dist/java
for at in "${!programs[@]}"; do
  folder=$resources/kr/co/bootpay/sandbox/${platforms[at]}
  mkdir -p "$folder"
  install -m 644 "${programs[at]}" "$folder/$(basename "${programs[at]}")"
done
cp LICENSE crates/bootpay-cli/generated/THIRD-PARTY-LICENSES "$resources/META-INF"
scripts/maven -f java/sandbox/pom.xml deploy -DskipTests -Dmaven.install.skip=true -DaltDeploymentRepository="dist::file://$PWD/dist/java"
