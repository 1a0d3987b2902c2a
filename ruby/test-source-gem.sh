#!/bin/bash
# Installs the source gem from dist/source/ into an empty GEM_HOME, which compiles it, and lets it make a call.
# The dev profile and the shared target folder keep it short; a user's install uses neither.
set -euo pipefail
ruby_dir=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$ruby_dir")
gems=$root/build/gems-source

rm -rf "$gems"
mkdir -p "$gems"
cd "$root"
. scripts/target.sh
export GEM_HOME=$gems BOOTPAY_CARGO_PROFILE=dev
gem install --quiet --local --no-document "$root"/dist/source/backend-ruby-*.gem
if find "$gems" -name target -o -name '*.d' -o -name '*.rlib' | grep .; then
    echo "the install has left cargo's files behind" >&2
    exit 1
fi
cd "$gems"
ruby -w -e '
    require "bootpay"
    library = $LOADED_FEATURES.grep(/native\.(so|bundle)\z/).first
    abort "loaded #{library}" unless library.start_with?(File.realpath(ENV.fetch("GEM_HOME")))
    api = Bootpay::Api.new(application_id: "a", private_key: "k", base_url: "http://127.0.0.1:1", max_retries: 0)
    error = api.certificate("r-1").error
    abort error.inspect unless error.is_a?(Bootpay::ConnectionError)
    puts "the source gem #{Bootpay::VERSION} builds, installs and calls (#{library.delete_prefix(Dir.pwd)})"
'
