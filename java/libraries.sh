#!/usr/bin/env bash
# libraries.sh FOLDER GROUP:ARTIFACT:VERSION…: puts these libraries, and what they need, into a folder, as Maven finds them for a user
# who names dist/java as a repository. Without a version it is ours. The address has the path as it is: Maven reads escapes of Hangul
# as other letters; on Windows it is the path that Java reads, and no name of bash's own.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$1
shift
version=$(sed -n 's/^version = "\([^"]*\)".*/\1/p' Cargo.toml | head -n 1)
mkdir -p "$folder"
repository=$PWD/dist/java
if command -v cygpath >/dev/null; then repository=/$(cygpath --mixed "$repository"); fi
{
  cat <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>example</groupId>
  <artifactId>shop</artifactId>
  <version>1</version>
  <repositories>
    <repository>
      <id>bootpay</id>
      <url>file://$repository</url>
    </repository>
  </repositories>
  <dependencies>
POM
  for name in "$@"; do
    IFS=: read -r group artifact wanted <<<"$name"
    printf '    <dependency><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version></dependency>\n' \
      "$group" "$artifact" "${wanted:-$version}"
  done
  printf '  </dependencies>\n</project>\n'
} >"$folder/pom.xml"
scripts/maven -f "$folder/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
  -DoutputDirectory="$(realpath "$folder")" -DincludeScope=runtime
