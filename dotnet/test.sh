#!/usr/bin/env bash
# Installs the packages from dist/dotnet into an empty folder and tests them there, on Mono and on .NET 8. Needs dist/dotnet from
# package.sh, and the program `bootpay`. Usage: test.sh [PART OF A TEST'S NAME …]
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/target.sh
root=$PWD folder=$PWD/build/dotnet
. dotnet/environment.sh
for name in "${!BOOTPAY_@}"; do
  [ "$name" = BOOTPAY_PROGRAM ] || unset "$name" # a client reads the others
done
[ -f "$(echo dist/dotnet/Bootpay.net.*.nupkg)" ] || { echo "dist/ has no NuGet package: run dotnet/package.sh" >&2; exit 1; }
# With `make dotnet` alone there is no package of the sandbox yet.
platform=$(platform)
[ -f "$(echo dist/dotnet/Bootpay.Sandbox.*.nupkg)" ] || dotnet/sandbox/package.sh "$BOOTPAY_PROGRAM" "${platform%-musl}"
scripts/install-packages "$folder" dotnet sandbox
installed=$folder/dotnet
export BOOTPAY_CASES=$root/tests/cases BOOTPAY_WEBHOOKS=$root/tests/webhooks LC_ALL=C.UTF-8
compile -out:"$installed/tests.exe" -r:"$installed/Bootpay.net.dll" -r:"$installed/Bootpay.Sandbox.dll" -recurse:'dotnet/tests/*.cs'
# a program that does not end by itself fails too
timeout 300 mono "$installed/tests.exe" "$@"
if [ -x "$dotnet" ]; then # see runtime.sh
  cp -R "$installed" "$folder/core"
  for_core "$folder/core" tests
  timeout 300 "$dotnet" "$folder/core/tests.exe" "$@"
fi

says() { # WHAT, what must be said, command…
  local what=$1 wanted=$2 said
  shift 2
  said=$("$@" 2>&1) || true
  case $said in
    *"$wanted"*) echo "ok    $what" ;;
    *) printf 'FAIL  %s does not say %s:\n%s\n' "$what" "$wanted" "$said" >&2; exit 1 ;;
  esac
}
compile -out:"$installed/quickstart.exe" -r:"$installed/Bootpay.net.dll" dotnet/examples/QuickStart.cs
cp -R "$installed" "$folder/without"
rm -r "$folder/without/runtimes"
says "without the library it says what was looked for" "there is no library bootpay_c for $(basename "$installed"/runtimes/*)" mono "$folder/without/quickstart.exe"
says "another library is not loaded for it" "cannot be loaded" \
  env BOOTPAY_LIBRARY="$root/README.md" mono "$installed/quickstart.exe"
