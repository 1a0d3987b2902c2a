#!/usr/bin/env bash
# Puts the Maven package with this platform's library into dist/java, a Maven repository of files.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/target.sh
scripts/without-paths cargo build --locked --release --quiet -p bootpay-java
case $(rustc -vV | sed -n 's/^host: //p') in
  x86_64-unknown-linux-gnu) platform=linux-x86_64-gnu library=libbootpay_jni.so ;;
  *) echo "java/package.sh: the package has no library for this platform yet: see java/src/main/java/kr/co/bootpay/internal/Loader.java" >&2; exit 1 ;;
esac
resources=$PWD/build/java/resources
rm -rf build/java "$PWD/dist/java/com/github/bootpay/backend-java"
mkdir -p "$resources/kr/co/bootpay/native/$platform" "$resources/META-INF" dist/java
install -m 644 "$built/release/$library" "$resources/kr/co/bootpay/native/$platform"
cp LICENSE "$resources/META-INF"
scripts/third-party-licenses java >"$resources/META-INF/THIRD-PARTY-LICENSES"
scripts/maven -f java/pom.xml deploy -DskipTests -Dmaven.install.skip=true -DaltDeploymentRepository="dist::file://$PWD/dist/java"
