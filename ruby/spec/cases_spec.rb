# frozen_string_literal: true

require "spec_helper"

# The behaviours that every language shares; the format is in tests/cases/README.md.
RSpec.describe "shared cases" do
  calls = {
    "token.request" => ->(api, _params) { api.request_access_token },
    "receipt.get" => ->(api, params) { api.verify(params.fetch("receipt_id")) },
    "certificate.get" => ->(api, params) { api.certificate(params.fetch("receipt_id")) }
  }

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

  Dir["#{Surroundings::CASES}/*.json"].sort.each do |path|
    content = JSON.parse(File.read(path))
    it "#{File.basename(path, ".json")}: #{content["description"]}" do
      content.fetch("setup", []).each { |request| sandbox.control(*request.values_at("method", "path", "body")) }
      call = calls.fetch(content["operation"])
      expected = content.fetch("expect")
      if expected.dig("error", "kind") == "invalid_request"
        expect { call.call(api, content["params"]) }.to raise_error(Bootpay::InvalidRequestError) { |error|
          expect_error(expected["error"], error)
        }
      else
        response = call.call(api, content["params"])
        if expected["error"]
          expect_failure(expected["error"], response)
        else
          expect(response).to be_success
          expect(response.error).to be_nil
          actual = as_json(response.data)
          expect(match_case(expected["answer"], actual)).to be(true), actual.to_s
        end
      end
      expect(match_case(expected["requests"], seen_requests)).to be(true), seen_requests.to_s if expected["requests"]
    end
  end
end
