# frozen_string_literal: true

# Describes what lies beside it, and runs nothing: package.sh lays the files out first. With compiled libraries under
# lib/bootpay/native it is the gem of this platform, or of BOOTPAY_GEM_PLATFORM, without them the source gem.
require_relative "lib/bootpay/version"

Gem::Specification.new do |spec|
  spec.name = "backend-ruby"
  spec.version = Bootpay::VERSION
  spec.summary = "Client for the Bootpay payment and identity verification (본인인증) server API"
  spec.description = "Drop-in for the official Bootpay v1 gem: the same methods and answers, with timeouts, pooled " \
                     "connections, a token that renews itself, and ids that cannot steer a request."
  spec.authors = ["The bootpay contributors"]
  spec.homepage = "https://github.com/bootpay-community/bootpay"
  spec.metadata = { "rubygems_mfa_required" => "true" }
  spec.require_paths = ["lib"]
  spec.bindir = "exe"
  spec.executables = ["bootpay-doctor", "bootpay-once-table"]
  spec.files = Dir.chdir(__dir__) do
    Dir["{lib,sig}/**/*.{rb,rbs,so,bundle}", "sig/manifest.yaml", "exe/*", "examples/**/*", ".yardopts", "LICENSE", "THIRD-PARTY-LICENSES", "README.md"].select { |path| File.file?(path) }
  end

  minors = spec.files.filter_map { |path| path[%r{\Alib/bootpay/native/([^/]+)/}, 1] }.uniq
  minors.sort_by! { |minor| Gem::Version.new(minor) }
  if minors.empty?
    spec.license = "MIT"
    spec.required_ruby_version = ">= 3.1"
    spec.extensions = ["ext/bootpay/extconf.rb"]
    spec.files += Dir.chdir(__dir__) do
      Dir["Cargo.{toml,lock}", "{crates,ext}/**/*.{rs,toml,rb,md}"].select { |path| File.file?(path) }
    end
  else
    # Our own code is under MIT; the rest is compiled in. `cargo xtask licenses --check` compares.
    spec.licenses = %w[MIT Apache-2.0 BSD-3-Clause CDLA-Permissive-2.0 ISC Unicode-3.0]
    # The system's own version (darwin-22) says nothing about the library; its C library (linux-musl) does.
    spec.platform = Gem::Platform.new(ENV.fetch("BOOTPAY_GEM_PLATFORM", Gem::Platform.local.to_s)).tap do |platform|
      platform.version = nil if platform.version.to_s.match?(/\A\d/)
    end
    next_minor = Gem::Version.new("#{minors.last}.0").bump
    spec.required_ruby_version = ">= #{minors.first}", "< #{next_minor}.dev"
  end
end
