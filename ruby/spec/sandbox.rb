# frozen_string_literal: true

require "json"
require "net/http"

# A `bootpay sandbox` of its own, on a port that the system chose.
class Sandbox
  PROGRAM = ENV.fetch("BOOTPAY_PROGRAM", File.expand_path("../../target/debug/bootpay", __dir__))
  # The documentation's public example pair.
  KEYS = {
    application_id: "5b8f6a4d396fa665fdc2b5ea",
    private_key: "rm6EYECr6aroQVG2ntW0A6LpWnkTgP4uQ3H18sDDUYw="
  }.freeze
  IDENTITY = "612e09260d681b0021e61ab9"
  PAYMENT = "5df6e67d4f74b4002a77e0eb"
  TO_CANCEL = "5df6e8034f74b4002177e0bb"
  TO_SUBMIT = "5fffc0460c20b903e88a2d2c"
  VIRTUAL_ACCOUNT = "5fffad430c20b903e88a2d17"
  BILLING_KEY = "5b025b33e13f33310ce560fb"
  REGISTRATION = "5b025b33e13f33310ce560fa"

  # `keys` are its own; it knows `KEYS`, too.
  attr_reader :url, :keys

  def initialize
    @output = IO.popen([PROGRAM, "sandbox", "--listen", "127.0.0.1:0", "--json"])
    started = JSON.parse(@output.gets, symbolize_names: true)
    @url = started.fetch(:url)
    @keys = started.slice(:application_id, :private_key)
  end

  def stop
    Process.kill("TERM", @output.pid)
    @output.close
  end

  def control(method, path, body = nil)
    uri = URI(@url)
    answer = Net::HTTP.start(uri.host, uri.port) do |http|
      http.send_request(method, path, body && JSON.generate(body), "content-type" => "application/json")
    end
    raise "#{method} #{path}: #{answer.body}" unless answer.is_a?(Net::HTTPSuccess)

    JSON.parse(answer.body)
  end

  def reset
    control("POST", "/sandbox/reset")
  end

  def fault(fault)
    control("POST", "/sandbox/faults", fault)
  end

  def requests
    control("GET", "/sandbox/requests")
  end

  # A person who went through the window, as `Bootpay::Sandbox#identity` gives it.
  def identity(**person)
    control("POST", "/sandbox/identities", person).transform_keys(&:to_sym)
  end

  # The newest webhook as it is sent; the log has the key's place only.
  def webhook_fields
    fields = control("GET", "/sandbox/webhooks").last.fetch("fields")
    fields.key?("private_key") ? fields.merge("private_key" => keys.fetch(:private_key)) : fields
  end

  # "GET /certificate/…" of every request so far.
  def journal
    requests.map { |request| request.values_at("method", "path").join(" ") }
  end

  # Returns once the server has seen `count` requests for this path.
  def wait_for(path, count = 1)
    nil until requests.count { |request| request["path"] == path } >= count
  end
end
