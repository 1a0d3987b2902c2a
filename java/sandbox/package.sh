#!/usr/bin/env bash
# package.sh PROGRAM PLATFORM: puts a Maven package with this program into dist/java. PLATFORM says what it was built for, such as
# x86_64-linux.
set -euo pipefail
program=$(realpath "$1") platform=$2
cd "$(dirname "$0")/../.."
resources=$PWD/build/java-sandbox/resources
rm -rf build/java-sandbox dist/java/com/github/bootpay/bootpay-sandbox
mkdir -p "$resources/kr/co/bootpay/sandbox/$platform" "$resources/META-INF" dist/java
install -m 644 "$program" "$resources/kr/co/bootpay/sandbox/$platform/bootpay"
cp LICENSE crates/bootpay-cli/generated/THIRD-PARTY-LICENSES "$resources/META-INF"
scripts/maven -f java/sandbox/pom.xml deploy -DskipTests -Dmaven.install.skip=true -DaltDeploymentRepository="dist::file://$PWD/dist/java"
