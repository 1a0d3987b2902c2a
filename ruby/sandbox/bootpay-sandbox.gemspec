# frozen_string_literal: true

# Describes what lies beside it: package.sh lays the files out first, and says for which platform the program is.
require_relative "lib/bootpay/sandbox/version"

Gem::Specification.new do |spec|
  spec.name = "bootpay-sandbox"
  spec.version = Bootpay::Sandbox::VERSION
  spec.platform = ENV.fetch("BOOTPAY_GEM_PLATFORM")
  spec.summary = "Offline sandbox of the Bootpay payment and identity verification (본인인증) server API"
  spec.description = "A stand-in for Bootpay's server for development and tests: the whole API, the browser script and its " \
                     "window, made-up people and payments, and failures on demand."
  # Our own code is under MIT; the rest is compiled into the program. `cargo xtask licenses --check` compares.
  spec.licenses = %w[MIT Apache-2.0 BSD-3-Clause CDLA-Permissive-2.0 ISC Unicode-3.0]
  spec.authors = ["The bootpay contributors"]
  spec.homepage = "https://github.com/bootpay-community/bootpay"
  spec.metadata = { "rubygems_mfa_required" => "true" }
  spec.required_ruby_version = ">= 3.1"
  spec.require_paths = ["lib"]
  spec.bindir = "exe"
  spec.executables = %w[bootpay bootpay-sandbox]
  spec.files = Dir.chdir(__dir__) do
    Dir["{lib,sig,exe,libexec}/**/*", "LICENSE", "THIRD-PARTY-LICENSES", "README.md"].select { |path| File.file?(path) }
  end
end
