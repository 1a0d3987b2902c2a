# frozen_string_literal: true

require "spec_helper"
require_relative "generated/methods"

# The behaviours that every language shares; the format is in tests/cases/README.md.
RSpec.describe "shared cases" do
  # The fields of a case as keywords of the method.
  def keywords(params)
    params.transform_keys(&:to_sym)
  end

  # The official gem has no such method, so the call is made through the door that all methods use.
  without_method = lambda do |operation|
    ->(api, params) { api.__send__(:call, operation) { params } }
  end

  # What the façade makes of an answer, as the answer again.
  def answer_of(person, keep_used_for)
    clear = %i[name phone ci di].to_h { |name| [name, person.public_send(name)&.reveal] }
    plain = %i[order_id receipt_id purpose birth_is_ambiguous gender foreigner carrier tid]
    plain = plain.to_h { |name| [name, person.public_send(name)] }
    masked = %i[name birth phone].to_h { |name| [name, person.public_send(name)&.to_s] }
    times = { birth: person.birth&.reveal&.iso8601, verified_at: person.verified_at&.iso8601 }
    { data: { **clear, **plain, **times, keep_used_for: keep_used_for, masked: masked } }
  end

  # Confirmed with a store that keeps nothing; gives the answer and not the person.
  def confirmed(api, params)
    seconds = nil
    once = Object.new
    once.define_singleton_method(:consume) { |_order_id, given| !(seconds = given).nil? }
    person = api.identity.confirm(params["receipt_id"], once: once, **keywords(params.except("receipt_id")))
    answer_of(person, seconds)
  end

  # The case, with what begins when it is run in its place.
  def filled(content, begun)
    case content
    when Hash then content.transform_values { |value| filled(value, begun) }
    when Array then content.map { |value| filled(value, begun) }
    when "$begun.order_id", "$begun.token" then begun.public_send(content.delete_prefix("$begun."))
    else content
    end
  end

  calls = CALLS.merge(
    "token.request" => ->(api, _params) { api.request_access_token },
    "receipt.get" => ->(api, params) { api.verify(params["receipt_id"], **keywords(params.except("receipt_id"))) },
    "identity.confirm" => ->(api, params) { confirmed(api, params) },
    "receipt.settle" => ->(api, params) { api.settle_cancel(**keywords(params)) },
    "remote_link.send" => without_method["remote_link.send"],
    "remote_form.send" => without_method["remote_form.send"],
    "sms.send" => without_method["sms.send"],
    "lms.send" => without_method["lms.send"]
  )

  # Is `actual` what the case says? `$any` and `$token` stand for values that differ from run to run.
  def match_case(expected, actual)
    case expected
    when "$any" then !actual.nil?
    when "$token" then actual.is_a?(String) && actual.match?(/\A\h{64}\z/)
    when Hash
      actual.is_a?(Hash) && expected.keys.sort == actual.keys.sort &&
        expected.all? { |key, value| match_case(value, actual[key]) }
    when Array
      actual.is_a?(Array) && expected.size == actual.size &&
        expected.zip(actual).all? { |one, other| match_case(one, other) }
    else expected == actual && expected.class == actual.class
    end
  end

  # The data with text keys, as JSON has them.
  def as_json(data)
    expect(data.keys).to all(be_a(Symbol))
    JSON.parse(JSON.generate(data))
  end

  def expect_error(expected, error)
    seen = { "kind" => error.kind.to_s, "status" => error.status, "code" => error.code, "effect" => error.effect.to_s }
    expect(seen).to eq(seen.merge(expected.slice(*seen.keys)))
    expect(error.message).to include(expected.fetch("message_has", ""))
    reason = error.reason.to_s if error.is_a?(Bootpay::IdentityError)
    expect(reason).to eq(expected["reason"])
  end

  # Some calls raise what others return.
  def raises?(operation, params, error)
    return false if error.nil?
    return true if operation == "identity.confirm"

    compares = operation == "receipt.get" && params.keys.any? { |name| name.start_with?("expected_") }
    compares || operation == "receipt.settle" || error["kind"] == "invalid_request"
  end

  def expect_success(expected, result)
    if result.is_a?(Hash) # of what was confirmed
      # how the agency wrote the date is not the façade's to tell
      answer = expected["answer"].merge("data" => expected["answer"]["data"].except("birth_text"))
      expect(match_case(answer, as_json(result))).to be(true), result.to_s
      return
    end
    if result.is_a?(Bootpay::Settlement)
      expect(result.outcome).to eq(expected["outcome"].to_sym)
      result = result.receipt
    end
    expect(result.meta.outcome).to eq(expected["outcome"]&.to_sym)
    expect(result).to be_success
    expect(result.error).to be_nil
    actual = as_json(result.data)
    expect(match_case(expected["answer"], actual)).to be(true), actual.to_s
  end

  def expect_failure(expected, response)
    expect(response).not_to be_success
    expect_error(expected, response.error)
    if expected["kind"] == "api"
      expect(response.data).to include(code: expected["code"], status: expected["status"])
      expect(as_json(response.data)).to eq(JSON.parse(response.error.body))
    else
      expect(response.data).to include(code: -100, status: expected["status"] || 500)
    end
  end

  Dir.glob("*.json", base: Surroundings::CASES).sort.each do |name|
    content = JSON.parse(File.read("#{Surroundings::CASES}/#{name}"))
    refused_here = content.dig("expect", "error", "kind") == "invalid_request"
    it "#{name.delete_suffix(".json")}: #{content["description"]}", against_the_types: refused_here do
      content = filled(content, api.identity.begin(**keywords(content["begin"]))) if content["begin"]
      content.fetch("setup", []).each { |request| sandbox.control(*request.values_at("method", "path", "body")) }
      call = calls.fetch(content["operation"]) # an operation that is missing above fails here
      expected = content.fetch("expect")
      before = Marshal.load(Marshal.dump(content["params"]))
      if raises?(content["operation"], content["params"], expected["error"])
        expect { instance_exec(api, content["params"], &call) }.to raise_error(Bootpay::Error) { |error|
          expect_error(expected["error"], error)
        }
      else
        result = instance_exec(api, content["params"], &call)
        expected["error"] ? expect_failure(expected["error"], result) : expect_success(expected, result)
      end
      expect(content["params"]).to eq(before)
      next if expected["error"] && !expected.key?("requests")

      expect(match_case(expected.fetch("requests"), seen_requests)).to be(true), seen_requests.to_s
    end
  end
end
