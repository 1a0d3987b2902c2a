#!/bin/bash
# Builds the gem of this platform into dist/ and the source gem into dist/source/, instead of older ones.
# Needs cargo, ruby with its headers and libclang; what it builds needs only gem, or for the source gem cargo too.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/target.sh
scripts/without-paths cargo build --quiet --release --locked -p bootpay-ruby
rm -f dist/backend-ruby-*.gem
ruby/platform-gem.sh "$built/release/libbootpay_ruby.$(ruby -rrbconfig -e 'print RbConfig::CONFIG["SOEXT"]')"
ruby/source-gem.sh
