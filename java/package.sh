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
. scripts/target.sh
if [ ${#targets[@]} = 0 ]; then
  scripts/without-paths cargo build --locked --release --quiet -p bootpay-java
  libraries=("$built/release/$(library_file bootpay_jni)")
  targets=("$(target)")
fi
resources=$PWD/build/java/resources
rm -rf build/java "$PWD/dist/java/com/github/bootpay/backend-java"
mkdir -p "$resources/META-INF" dist/java
for at in "${!targets[@]}"; do
  folder=$resources/kr/co/bootpay/native/$(core_folder "${targets[at]}") # as Loader.java looks for it
  mkdir -p "$folder"
  install -m 644 "${libraries[at]}" "$folder/$(library_file bootpay_jni "${targets[at]}")"
done
cp LICENSE "$resources/META-INF"
scripts/third-party-licenses java "${targets[@]}" >"$resources/META-INF/THIRD-PARTY-LICENSES"
scripts/maven -f java/pom.xml deploy -DskipTests -Dmaven.install.skip=true -DaltDeploymentRepository="dist::file://$PWD/dist/java"
