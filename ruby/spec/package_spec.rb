# frozen_string_literal: true

require "spec_helper"

RSpec.describe "the installed gem" do
  it "is what the specs run against" do
    installed = File.realpath("lib", Gem.loaded_specs.fetch("backend-ruby").full_gem_path)
    expect(installed).to start_with("#{File.realpath(ENV.fetch("GEM_HOME"))}/")
    loaded = $LOADED_FEATURES.select { |path| File.file?(path) }.map { |path| File.realpath(path) }
    ours = Dir.glob("{bootpay.rb,bootpay/**/*.{rb,so,bundle}}", base: installed) - ["bootpay/rails.rb"]
    expect(ours).to include("bootpay.rb", %r{/native\.(so|bundle)\z})
    expect(loaded).to include(*ours.map { |path| "#{installed}/#{path}" })
    checkout = File.expand_path("../lib", __dir__)
    expect(loaded.grep(/\A#{Regexp.escape(checkout)}\//)).to be_empty
    expect($LOAD_PATH).not_to include(checkout)
  end

  it "has one version in all its parts" do
    versions = [Bootpay::VERSION, Bootpay::Native::VERSION, Gem.loaded_specs.fetch("backend-ruby").version.to_s]
    expect(versions.uniq).to eq([Bootpay::VERSION])
  end

  it "brings its licence, its types and an example, and no Rust to a platform" do
    folder = Gem.loaded_specs.fetch("backend-ruby").full_gem_path
    files = Dir.chdir(folder) { Dir["**/*"] }
    expect(files).to include("LICENSE", "THIRD-PARTY-LICENSES", "README.md", "sig/bootpay.rbs", "sig/manifest.yaml",
                             "lib/bootpay/generated/calls.rb", "sig/generated/calls.rbs", "sig/generated/answers.rbs",
                             "examples/certificate.rb", "examples/shop/config.ru", "examples/page/public/shop.js")
    expect(files.grep(/\.rs\z|Cargo/)).to be_empty
  end

  it "runs its example" do
    folder = Gem.loaded_specs.fetch("backend-ruby").full_gem_path
    environment = {
      "BOOTPAY_BASE_URL" => sandbox.url, "BOOTPAY_APPLICATION_ID" => Sandbox::KEYS[:application_id],
      "BOOTPAY_PRIVATE_KEY" => Sandbox::KEYS[:private_key]
    }
    output, status = Open3.capture2e(environment, RbConfig.ruby, "-w", "#{folder}/examples/certificate.rb")
    expect(output).to match(/\A.\*\* was born in \d{4}\n\z/)
    expect(status).to be_success
  end

  it "runs its example of ActiveSupport::Notifications" do
    folder = Gem.loaded_specs.fetch("backend-ruby").full_gem_path
    environment = { "BOOTPAY_BASE_URL" => sandbox.url, "BOOTPAY_MODE" => "sandbox" }
    sandbox.fault({ path: "/certificate/#{Sandbox::IDENTITY}", kind: "status", status: 503, times: 1 })
    output, status = Open3.capture2e(environment, RbConfig.ruby, "#{folder}/examples/notifications.rb")
    expect(output.gsub(/\d+ ms/, "… ms").lines.map(&:chomp)).to eq(
      ["token.request, attempt 1: 200 after … ms", "certificate.get, attempt 1: 503 after … ms",
       "certificate.get, attempt 2: 200 after … ms"]
    )
    expect(status).to be_success
  end

  # A CA store that is a pipe without a writer: reading it would never end.
  it "starts no thread, opens nothing and reads no CA store before the first call" do
    Dir.mktmpdir do |folder|
      File.mkfifo("#{folder}/ca")
      script = <<~'RUBY'
        ENV["SSL_CERT_FILE"] = ARGV[0]
        count = -> { [Dir["/proc/self/task/*"].size, Dir["/proc/self/fd/*"].size] }
        before = count.call
        require "bootpay"
        $client = Bootpay::Api.new(application_id: "a", private_key: "k")
        puts before == count.call
      RUBY
      output, = Open3.capture2e(RbConfig.ruby, "-w", "-rjson", "-e", script, "#{folder}/ca")
      expect(output).to eq("true\n")
    end
  end

  it "loads nothing but JSON and itself when it is required" do
    script = "require 'json'; before = $LOADED_FEATURES.dup; require 'bootpay'; puts $LOADED_FEATURES - before"
    output, status = Open3.capture2e(RbConfig.ruby, "-w", "-e", script)
    expect(status).to be_success
    folder = "#{Gem.loaded_specs.fetch("backend-ruby").full_gem_path}/lib/"
    expect(output.lines.reject { |path| path.start_with?(folder) }).to be_empty
  end

  it "prints nothing" do
    script = "api.request_access_token; api.certificate(id); api.verify('unknown'); api.certificate('') rescue nil"
    in_another_ruby(script, url: sandbox.url) { |_pid, output| expect(output.read).to eq("") }
  end

  it "says which gem is missing when there is no library for this Ruby" do
    Dir.mktmpdir do |folder|
      FileUtils.cp_r("#{Gem.loaded_specs.fetch("backend-ruby").full_gem_path}/lib/.", folder)
      FileUtils.rm_r("#{folder}/bootpay/native")
      output, = Open3.capture2e({ "GEM_HOME" => folder }, RbConfig.ruby, "-I", folder, "-e", 'require "bootpay"')
      expect(output).to include("backend-ruby has no compiled library for Ruby #{RUBY_VERSION[/\A\d+\.\d+/]}")
    end
  end

  it "says what it has and what to do on a platform that its library is not for" do
    Dir.mktmpdir do |folder|
      FileUtils.cp_r("#{Gem.loaded_specs.fetch("backend-ruby").full_gem_path}/lib/.", folder)
      native = Dir["#{folder}/bootpay/native/*"].first
      minor = File.basename(native)
      load_it = lambda do
        Open3.capture2e({ "GEM_HOME" => folder }, RbConfig.ruby, "-I", folder, "-e", 'require "bootpay"').first
      end
      File.write(Dir["#{native}/*"].first, "of another machine")
      expect(load_it.call).to match(/backend-ruby cannot load its library \(.*\) for Ruby #{minor} on #{RUBY_PLATFORM}; this gem has: Ruby #{minor}/)
      File.rename(native, "#{folder}/bootpay/native/1.8")
      expect(load_it.call).to match(/backend-ruby has no compiled library for Ruby #{minor} on .*; this gem has: Ruby 1\.8\. .*--platform ruby/)
    end
  end
end
