# frozen_string_literal: true

# Loads the compiled half. A platform gem carries one library for each Ruby minor; a source gem has built one for the
# Ruby it lives in.
minor = RUBY_VERSION[/\A\d+\.\d+/]
folder = File.join(__dir__, "native")
shipped = File.join(folder, minor, "native.#{RbConfig::CONFIG["DLEXT"]}")
begin
  require File.exist?(shipped) ? shipped : "bootpay/native"
rescue LoadError => error
  minors = Dir.children(folder).sort if File.directory?(folder)
  raise unless minors || error.path == "bootpay/native"

  platform = Gem.loaded_specs["backend-ruby"]&.platform if defined?(Gem)
  reason = "cannot load its library (#{error.message})" if File.exist?(shipped)
  raise LoadError, "backend-ruby #{reason || "has no compiled library"} for Ruby #{minor} on #{RUBY_PLATFORM}; " \
                   "this gem has: #{minors ? "Ruby #{minors.join(", ")}" : "none"}#{" on #{platform}" if platform}. " \
                   "Install the gem that was built for this platform, or the source gem where Rust and libclang are at hand: " \
                   "gem install --platform ruby backend-ruby"
end
