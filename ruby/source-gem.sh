#!/bin/bash
# Packs the gem that compiles on its user's machine into dist/source/.
set -euo pipefail
cd "$(dirname "$0")/.."
. ruby/packing.sh
# A gem cannot reach outside itself, so the source gem is a small workspace of its own: this crate and the two that
# it stands on, with the versions of the big lock file.
source=$staging/source
lay_out "$source"
mkdir -p "$source/crates" "$source/ext"
for crate in bootpay bootpay-bridge; do
    mkdir "$source/crates/$crate"
    cp -r "crates/$crate/src" "crates/$crate/Cargo.toml" "$source/crates/$crate"
done
cp crates/bootpay/README.md "$source/crates/bootpay"
cp -r ruby/ext/bootpay "$source/ext"
sed -e 's#^members = .*#members = ["crates/bootpay", "crates/bootpay-bridge", "ext/bootpay"]#' -e '/^default-members/d' \
    -e '/^# Plain `cargo test`/d' Cargo.toml > "$source/Cargo.toml"
cp Cargo.lock "$source"
(cd "$source" && cargo update --quiet --workspace --offline) # takes out what this small workspace does not need
rm -rf dist/source
build_gem "$source" dist/source
