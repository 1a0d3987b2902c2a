#!/bin/bash
# Installs the gems of this platform from dist/ into an empty GEM_HOME and tests the client there, and its examples with the
# sandbox's gem; checks the signatures. Needs dist/ from package.sh, and the program `bootpay`. Usage: test.sh [ARGUMENT OF RSPEC …]
set -euo pipefail
ruby_dir=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$ruby_dir")
cd "$root"
. scripts/target.sh
gems=$root/build/gems
elsewhere=$root/build/elsewhere # rspec puts ./lib on the load path, so it must not run where lib/ is

local_platform=$(ruby -e 'print Gem::Platform.local.to_a.first(2).join("-")')
[ -f "$(echo dist/bootpay-sandbox-*-"$local_platform".gem)" ] || ruby/sandbox/package.sh "$BOOTPAY_PROGRAM" "$local_platform"
rm -rf "$gems" "$elsewhere"
mkdir -p "$gems" "$elsewhere"
# Nothing but gem and ruby: what wants to compile must fail here.
env -i HOME="$gems" PATH=/usr/bin:/bin GEM_HOME="$gems" \
    gem install --quiet --local --no-document "$root"/dist/backend-ruby-*.gem "$root"/dist/bootpay-sandbox-*-"$local_platform".gem
cp -r "$ruby_dir/sig" "$elsewhere" # rbs splits its options at spaces
cd "$elsewhere"
export GEM_HOME=$gems LANG=C.UTF-8
rspec --warnings -I "$ruby_dir/spec" "$ruby_dir"/spec/*_spec.rb "$@"

# Under Rails, which changes what Ruby's own classes do.
rspec -I "$ruby_dir/spec" -r rails "$ruby_dir"/spec/{errors,secrets,values}_spec.rb "$@"

# The example shops, as they stand in the gem.
examples=$(ruby -e 'print Gem::Specification.find_by_name("backend-ruby").full_gem_path')/examples
rspec --warnings "$examples/shop/shop_spec.rb"
ruby "$examples/rails/test/shop_test.rb"

# The signatures: by themselves, and against what really goes in and out.
rbs=$(command -v rbs || command -v rbs3.1)
"$rbs" --log-level=error -r date -I sig validate --silent
export RBS_TEST_TARGET='Bootpay::*' RBS_TEST_OPT="-r date -I sig" RBS_TEST_RAISE=true RBS_TEST_LOGLEVEL=error
rspec -r rbs/test/setup -I "$ruby_dir/spec" --tag '~against_the_types' \
    "$ruby_dir"/spec/{api,cases,checks,defects,errors,failures,flows,identity,logging,once,settle,webhook,wire}_spec.rb "$@"
