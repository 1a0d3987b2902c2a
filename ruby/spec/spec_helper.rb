# frozen_string_literal: true

# The gem under test is the installed one: nothing of the source tree but the specs is on the load path.
require "bootpay"

require "open3"
require "rack/utils"
require "rbconfig"
require "timeout"
require "tmpdir"
require_relative "own_server"
require_relative "sandbox"

# What most specs need.
module Surroundings
  CASES = File.expand_path("../../tests/cases", __dir__)
  WEBHOOKS = File.expand_path("../../tests/webhooks", __dir__)
  LONG = 86_400 # seconds; a call that comes to this deadline hangs, as far as a spec is concerned

  def sandbox
    $sandbox
  end

  # A client of the sandbox.
  def api(**options)
    Bootpay::Api.new(**Sandbox::KEYS, base_url: sandbox.url, max_retries: 0, **options)
  end

  # The fields of a webhook as its form-encoded kind.
  def as_form(fields)
    Rack::Utils.build_nested_query(fields)
  end

  # What has arrived, as the shared cases write it.
  def seen_requests
    sandbox.requests.map do |request|
      body = request["body"]
      {
        "method" => request["method"], "path" => request["path"],
        "authorization" => request["headers"]["authorization"],
        "body" => body.empty? ? nil : JSON.parse(body)
      }
    end
  end

  # What has arrived but for the token request.
  def seen_calls
    seen_requests.reject { |request| request["path"] == "/request/token" }
  end

  # A client of an OwnServer, which ends with the spec.
  def own_server
    @own_server ||= OwnServer.new
  end

  def api_of_own_server(**options)
    no_limits = { max_retries: 0, deadline: LONG, timeout: LONG }
    Bootpay::Api.new(**Sandbox::KEYS, base_url: own_server.url, **no_limits, **options)
  end

  # One that has its token and its connection, so that what a spec times is the next call alone.
  def ready_api_of_own_server(**options)
    api_of_own_server(**options).tap { |client| expect(client.request_access_token).to be_success }
  end

  # What `client.certificate` gives when the server answers this.
  def response_to(body, status: 200, client: api_of_own_server)
    calling = Thread.new { client.certificate(Sandbox::IDENTITY) }
    exchange = own_server.next_exchange
    exchange.answer(body, status: status)
    calling.value
  end

  # Runs a script in a Ruby of its own, where `api` is a client of `url`; yields its pid and its input and output, which
  # end with the script. The script may use `id` for a known identity.
  def in_another_ruby(script, url:, prelude: "")
    script = <<~RUBY
      $stdout.sync = true
      require "bootpay"
      def id = "#{Sandbox::IDENTITY}"
      def api
        $api ||= Bootpay::Api.new(application_id: "#{Sandbox::KEYS[:application_id]}", base_url: "#{url}",
                                  private_key: "#{Sandbox::KEYS[:private_key]}", max_retries: 0,
                                  timeout: #{LONG}, deadline: #{LONG})
      end
      #{prelude}
      #{script}
    RUBY
    IO.popen([RbConfig.ruby, "-w", "-e", script], "r+", err: %i[child out]) do |output|
      yield output.pid, output
    ensure
      Process.kill("KILL", output.pid)
    end
  end

  # In a forked child; gives what the block returned there, or its error.
  def in_a_child
    reader, writer = IO.pipe
    child = fork do
      reader.close
      writer.write(begin
        yield.to_s
      rescue Exception => error # everything: the parent wants to know
        "#{error.class}: #{error.message}"
      end)
      writer.close
      exit!(0) # without the at_exit of rspec
    end
    writer.close
    reader.read
  ensure
    reader.close
    Process.wait(child)
  end
end

Warning[:deprecated] = false # docs_spec.rb looks at the warnings, in a Ruby of its own

RSpec.configure do |config|
  config.include Surroundings
  config.disable_monkey_patching!
  config.raise_errors_for_deprecations!

  config.before(:suite) { $sandbox = Sandbox.new }
  config.after(:suite) { $sandbox.stop }
  config.before { sandbox.reset }
  config.after { @own_server&.stop }
  # A call that hangs must fail its spec, not stop the run. Nothing else is measured in seconds.
  config.around { |example| Timeout.timeout(60, &example) }
end
