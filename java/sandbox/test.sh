#!/usr/bin/env bash
# test.sh FOLDER: the tests of the sandbox's package, through the jars of a folder that scripts/install-packages has made, and the
# example shop's, which Maven runs as it does for a user.
set -euo pipefail
cd "$(dirname "$0")/../.."
unset "${!BOOTPAY_@}" # a client reads them
export LC_ALL=C.UTF-8
folder=$(realpath "$1")
rm -rf "$folder"/{console,classes}
junit() { # VERSION OF ITS CONSOLE, ARGUMENT…
  local console=$folder/console/$1
  java/libraries.sh "$console" "org.junit.platform:junit-platform-console-standalone:$1"
  classpath=$folder/classes:$(printf '%s:' "$folder"/*.jar "$console"/*.jar)
  [ -d "$folder/classes" ] ||
    javac -encoding UTF-8 -Xlint:deprecation,rawtypes,unchecked -Werror -cp "$classpath" -d "$folder/classes" \
      java/sandbox/tests/*.java
  java -cp "$classpath" org.junit.platform.console.ConsoleLauncher execute --disable-banner --disable-ansi-colors \
    --details=summary --fail-if-no-tests --scan-class-path "$folder/classes" "${@:2}"
}
junit 1.10.5
junit 6.0.0 --include-classname KitTest # the newest, which closes more of what an extension stores

# As deep in the checkout as the original, since its pom names dist/.
shop=build/java-shop/spring-boot
rm -rf "$shop"
mkdir -p build/java-shop
cp -r java/examples/spring-boot "$shop"
scripts/maven -f "$shop/pom.xml" test -Dmaven.test.redirectTestOutputToFile=true
grep -h '^Tests run' "$shop"/target/surefire-reports/*.txt
