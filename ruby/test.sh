#!/bin/bash
# Installs the gem of this platform from dist/ into an empty GEM_HOME and tests it there; checks the signatures.
# Needs dist/ from package.sh, and the program `bootpay`. Usage: test.sh [ARGUMENT OF RSPEC …]
set -euo pipefail
ruby_dir=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$ruby_dir")
cd "$root"
. scripts/target.sh
gems=$root/build/gems
elsewhere=$root/build/elsewhere # rspec puts ./lib on the load path, so it must not run where lib/ is

rm -rf "$gems" "$elsewhere"
mkdir -p "$gems" "$elsewhere"
# Nothing but gem and ruby: what wants to compile must fail here.
env -i HOME="$gems" PATH=/usr/bin:/bin GEM_HOME="$gems" \
    gem install --quiet --local --no-document "$root"/dist/backend-ruby-*.gem
cp -r "$ruby_dir/sig" "$elsewhere" # rbs splits its options at spaces
cd "$elsewhere"
export GEM_HOME=$gems LANG=C.UTF-8
rspec --warnings -I "$ruby_dir/spec" "$ruby_dir"/spec/*_spec.rb "$@"

# Under Rails, which changes what Ruby's own classes do.
rspec -I "$ruby_dir/spec" -r rails "$ruby_dir"/spec/{errors,secrets,values}_spec.rb "$@"

# The signatures: by themselves, and against what really goes in and out.
rbs=$(command -v rbs || command -v rbs3.1)
"$rbs" --log-level=error -r date -I sig validate --silent
export RBS_TEST_TARGET='Bootpay::*' RBS_TEST_OPT="-r date -I sig" RBS_TEST_RAISE=true RBS_TEST_LOGLEVEL=error
rspec -r rbs/test/setup -I "$ruby_dir/spec" --tag '~against_the_types' \
    "$ruby_dir"/spec/{api,cases,checks,defects,errors,failures,flows,identity,logging,once,settle,webhook,wire}_spec.rb "$@"
