#!/usr/bin/env bash
# Installs the package from dist/java as Maven does for a user, and tests it on each JDK that is here. Needs dist/ from package.sh, and
# the program `bootpay`. Usage: test.sh [ARGUMENT OF the JUnit console …]
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/target.sh
export LC_ALL=C.UTF-8 # without it Java reads no path with Hangul
root=$PWD folder=$PWD/build/java-tests
for name in "${!BOOTPAY_@}"; do
  [ "$name" = BOOTPAY_PROGRAM ] || unset "$name" # a client reads the others
done
[ -d dist/java ] || { echo "dist/ has no Java package: run java/package.sh" >&2; exit 1; }
rm -rf "$folder"
mkdir -p "$folder/console" "$folder/classes"
java/libraries.sh "$folder/lib" com.github.bootpay:backend-java
java/libraries.sh "$folder/console" org.junit.platform:junit-platform-console-standalone:1.10.5
find java/tests/src java/sandbox/src -name '*.java' >"$folder/sources"
javac --release 17 -encoding UTF-8 -Xlint:cast,deprecation,fallthrough,rawtypes,serial,unchecked -Werror -cp "$folder/lib/*:$folder/console/*" -d "$folder/classes" "@$folder/sources"

export BOOTPAY_CASES=$root/tests/cases BOOTPAY_WEBHOOKS=$root/tests/webhooks
run() { # JAVA ARGUMENT…
  local java=$1
  shift
  local flags=()
  # from JDK 24 on a program without it is warned
  [ "$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/ *java.specification.version = //p')" -lt 22 ] ||
    flags=(--enable-native-access=ALL-UNNAMED)
  printf '\n-- %s\n' "$("$java" -version 2>&1 | head -n 1)"
  (cd "$folder" && "$java" "${flags[@]}" -Dfile.encoding=UTF-8 -cp "classes:$(printf '%s:' lib/*.jar console/*.jar)" \
    org.junit.platform.console.ConsoleLauncher execute --disable-banner --disable-ansi-colors --details=summary \
    --fail-if-no-tests --scan-class-path classes "$@")
}
run java "$@"
newer=$(printf '%s\n' /usr/lib/jvm/*25*/bin/java | head -n 1)
if [ -x "$newer" ]; then
  run "$newer" "$@"
else
  echo "there is no JDK 25 in /usr/lib/jvm, so nothing was tried on it; virtual threads begin with 21"
fi
