#!/bin/bash
# Builds the gem of this platform into dist/ and the source gem into dist/source/.
# Needs cargo, ruby with its headers and libclang; what it builds needs only gem, or for the source gem cargo too.
set -euo pipefail
ruby_dir=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$ruby_dir")
cd "$root"
. scripts/target.sh
staging=$root/build/ruby
rm -rf "$staging"
mkdir -p dist/source

# What every gem holds, under $1.
lay_out() {
    mkdir -p "$1"
    cp -r "$ruby_dir/lib" "$ruby_dir/sig" "$ruby_dir/examples" "$ruby_dir/README.md" \
        "$ruby_dir/backend-ruby.gemspec" LICENSE "$1"
    rm -rf "$1/lib/bootpay/native" # a library that was put there for development
}

# Builds the gem that is laid out in $1 into the folder $2, instead of an older one of the same kind.
build_gem() {
    (cd "$1" && gem build --silent --output gem.gem backend-ruby.gemspec)
    local name
    name=$(gem specification "$1/gem.gem" full_name --yaml | sed 's/^--- *//')
    rm -f "$2"/backend-ruby-*.gem
    mv "$1/gem.gem" "$2/$name.gem"
    echo "${2#"$root/"}/$name.gem"
}

scripts/without-paths cargo build --quiet --release --locked -p bootpay-ruby
minor=$(ruby -e 'print RUBY_VERSION[/\A\d+\.\d+/]')
extension=$(ruby -rrbconfig -e 'print RbConfig::CONFIG["DLEXT"]')
library=$(ruby -rrbconfig -e 'print RbConfig::CONFIG["SOEXT"]')
lay_out "$staging/platform"
scripts/third-party-licenses gem > "$staging/platform/THIRD-PARTY-LICENSES"
mkdir -p "$staging/platform/lib/bootpay/native/$minor"
cp "$built/release/libbootpay_ruby.$library" \
    "$staging/platform/lib/bootpay/native/$minor/native.$extension"
build_gem "$staging/platform" "$root/dist"

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
cp -r "$ruby_dir/ext/bootpay" "$source/ext"
sed -e 's#^members = .*#members = ["crates/bootpay", "crates/bootpay-bridge", "ext/bootpay"]#' -e '/^default-members/d' \
    -e '/^# Plain `cargo test`/d' Cargo.toml > "$source/Cargo.toml"
cp Cargo.lock "$source"
(cd "$source" && cargo update --quiet --workspace --offline) # takes out what this small workspace does not need
build_gem "$source" "$root/dist/source"
