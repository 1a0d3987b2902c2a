# frozen_string_literal: true

# A panic on either side of the door is a failed Response, and the same client works on.

require "bootpay"

# The native handle, which asks for a panic instead of the next call's operation.
module Panics
  class << self
    attr_accessor :asked
  end

  def call(operation, *rest)
    asked = Panics.asked || operation
    Panics.asked = nil
    super(asked, *rest)
  end
end
Bootpay::Native::Handle.prepend(Panics)

api = Bootpay::Api.new(application_id: "a", private_key: "k", base_url: "http://127.0.0.1:1", max_retries: 0)
["panic.inside", "panic.outside"].each do |where|
  Panics.asked = where
  [:internal, :connection].each do |expected|
    response = api.certificate("612e09260d681b0021e61ab9")
    raise "#{where}: #{response.inspect}" unless response.error.kind == expected
  end
end

# What answers at once raises.
{
  "open" => -> { Bootpay::Api.new(application_id: "panic.open", private_key: "k").certificate("612e09260d681b0021e61ab9") },
  "webhook" => -> { api.webhook.verify("panic.webhook", remote_address: "127.0.0.1") }
}.each do |where, call|
  call.call
  raise "#{where} did not panic"
rescue Bootpay::InternalError => e
  raise "#{where}: #{e.inspect}" unless e.effect == :none
end
puts "Ruby: a panic is a failed Response, and the client works on"
