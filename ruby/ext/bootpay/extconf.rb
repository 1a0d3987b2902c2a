# frozen_string_literal: true

# Builds the library of a source gem with cargo; no other gem is needed. Writes a Makefile, since that is what
# RubyGems runs.
#
#   BOOTPAY_CARGO_PROFILE=dev   a faster build of a slower library (default release)
#   CARGO_TARGET_DIR=...        share a target folder; it is then left alone
require "mkmf"

abort "cargo was not found: building this gem needs a Rust toolchain and libclang" unless find_executable("cargo")

profile = ENV.fetch("BOOTPAY_CARGO_PROFILE", "release")
built = [ENV["CARGO_BUILD_TARGET"], profile == "dev" ? "debug" : profile].compact.reject(&:empty?).join("/")
config = RbConfig::CONFIG

File.write("Makefile", <<~MAKEFILE)
  SHELL = /bin/sh
  sitearchdir = #{config["sitearchdir"]}
  RUBYARCHDIR = $(sitearchdir)
  DLLIB = native.#{config["DLEXT"]}
  CARGO_TARGET_DIR ?= $(CURDIR)/target
  export CARGO_TARGET_DIR
  export RUBY = #{RbConfig.ruby}

  .PHONY: all install clean realclean distclean
  all: $(DLLIB)
  $(DLLIB):
  \tcargo build --manifest-path "#{__dir__}/Cargo.toml" --locked --profile #{profile} --lib
  \tcp "$(CARGO_TARGET_DIR)/#{built}/libbootpay_ruby.#{config["SOEXT"]}" $(DLLIB)
  install: all
  \tmkdir -p "$(DESTDIR)$(RUBYARCHDIR)/bootpay"
  \tcp $(DLLIB) "$(DESTDIR)$(RUBYARCHDIR)/bootpay/"
  \trm -rf "$(CURDIR)/target" $(DLLIB)
  clean:
  \trm -rf target $(DLLIB)
  realclean distclean: clean
  \trm -f Makefile
MAKEFILE
