#!/usr/bin/env bash
# Installs the module from dist/go into an empty module cache and tests it there, as a program of a user's. Needs dist/ from
# package.sh, and the program `bootpay`. Usage: test.sh [ARGUMENT OF `go test` …]
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/target.sh
root=$PWD folder=$PWD/build/go
module=github.com/bootpay/backend-go
for name in "${!BOOTPAY_@}"; do
  [ "$name" = BOOTPAY_PROGRAM ] || unset "$name" # a client reads the others
done

unformatted=$(gofmt -l go)
[ -z "$unformatted" ] || { echo "gofmt would change $unformatted" >&2; exit 1; }
[ -d dist/go ] || { echo "dist/ has no Go module: run go/package.sh" >&2; exit 1; }
rm -rf "$folder"
mkdir -p "$folder/page"
cp -r go/tests "$folder/tests"
. go/environment.sh

cd "$folder/tests"
go get -t "$module@latest" 2>/dev/null || go get "$module@latest"
go vet ./... "$module" "$module/sandbox/..." "$module/internal/native"
export BOOTPAY_CASES=$root/tests/cases BOOTPAY_WEBHOOKS=$root/tests/webhooks
go test -race -count=1 -timeout 9m "$@" ./...

says() { # WHAT, what must be said, command…: fails, and says so
  local what=$1 wanted=$2 said
  shift 2
  ! said=$("$@" 2>&1) || { echo "FAIL  $what: it was built" >&2; exit 1; }
  case $said in
    *"$wanted"*) echo "ok    $what" ;;
    *) printf 'FAIL  %s does not say %s:\n%s\n' "$what" "$wanted" "$said" >&2; exit 1 ;;
  esac
}
says "without cgo the compiler says what to do" bootpay_needs_cgo__install_a_C_compiler_and_set_CGO_ENABLED_1 \
  env CGO_ENABLED=0 go build "$module/internal/native"
here=$(go env GOOS)_$(go env GOARCH)
says "for another platform it says which there are" "bootpay_has_no_library_for_this_platform__it_has_$here" \
  env CGO_ENABLED=1 GOOS=linux GOARCH=riscv64 go build "$module/internal/native"
says "and for musl" "bootpay_has_no_library_for_this_platform__it_has_$here" go build -tags musl "$module/internal/native"

go mod vendor
[ -s "vendor/$module/internal/native/$here/libbootpay_c.a" ] || { echo "FAIL  vendored without the library" >&2; exit 1; }
echo "ok    go mod vendor keeps the library"

# A static program needs nothing of the system, not even a root with files.
cd "$folder/page"
cp "$root/tests/page/certificate.go" .
go mod init page 2>/dev/null
go get "$module@latest" 2>/dev/null
mkdir empty
go build -ldflags '-s -w -extldflags "-static"' -o empty/program . 2>/dev/null
exec 3< <(exec "$BOOTPAY_PROGRAM" sandbox --listen 127.0.0.1:0 --json)
sandbox=$!
trap 'kill $sandbox' EXIT
read -r ready <&3
url=$(printf '%s' "$ready" | sed 's/.*"url":"\([^"]*\)".*/\1/')
as_root=()
[ "$(id -u)" = 0 ] || as_root=(unshare --user --map-root-user)
said=$(env -i PATH="$PATH" BOOTPAY_BASE_URL="$url" "${as_root[@]}" chroot empty /program 2>&1) || true
case $said in
  *"token : "????????????????????????????????????????????????????????????????*) echo "ok    the page's example, static, in an empty root" ;;
  *) printf 'FAIL  the page in an empty root says:\n%s\n' "$said" >&2; exit 1 ;;
esac
