# frozen_string_literal: true

require "spec_helper"

# The gem in a Gemfile, as Rails loads it: by Bundler.require.
RSpec.describe "a Gemfile with backend-ruby" do
  # Bundler's own settings of whoever runs the specs stay out of it.
  def in_an_application
    Dir.mktmpdir do |folder|
      File.write("#{folder}/Gemfile", "source 'https://gems.invalid'\ngem 'backend-ruby'\n") # nobody asks it
      environment = ENV.keys.grep(/\A(BUNDLE|RUBY(LIB|OPT)|HOME\z)/).to_h { |name| [name, nil] }
      environment.update("HOME" => folder, "BUNDLE_GEMFILE" => "#{folder}/Gemfile")
      yield folder, ->(*command, **others) { Open3.capture2e({ **environment, **others }, *command, chdir: folder) }
    end
  end

  loaded = 'Bundler.require; print defined?(Bootpay::Api), " ", $LOADED_FEATURES.grep(%r{/lib/bootpay\.rb\z}).size'

  it "loads the gem" do
    in_an_application do |_folder, run|
      script = %(require "bundler"; Bundler.setup; #{loaded})
      output, status = run.call(RbConfig.ruby, "-e", script)
      expect([output.lines.last, status.success?]).to eq(["constant 1", true])
    end
  end

  it "takes the gem from vendor/cache without a server" do
    in_an_application do |folder, run|
      FileUtils.mkdir_p("#{folder}/vendor/cache")
      FileUtils.cp(Gem.loaded_specs.fetch("backend-ruby").cache_file, "#{folder}/vendor/cache")
      own = { "GEM_HOME" => "#{folder}/gems" }
      output, status = run.call("bundle", "install", "--local", **own)
      expect(status).to be_success, output
      output, = run.call("bundle", "exec", RbConfig.ruby, "-e", loaded, **own)
      expect(output.lines.last).to eq("constant 1")
      expect(Dir.children("#{folder}/gems/gems").join).to start_with("backend-ruby-#{Bootpay::VERSION}")
    end
  end
end
