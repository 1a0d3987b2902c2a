# frozen_string_literal: true

require "spec_helper"

RSpec.describe Bootpay::Error do
  classes = [
    Bootpay::ConfigError, Bootpay::InvalidRequestError, Bootpay::ConnectionError, Bootpay::TimeoutError,
    Bootpay::DecodeError, Bootpay::ApiError, Bootpay::MismatchError, Bootpay::IdentityError,
    Bootpay::WebhookError, Bootpay::CanceledError, Bootpay::InternalError
  ]

  it "is in every error class of the gem" do
    defined = Bootpay.constants.map { |name| Bootpay.const_get(name) }
                     .select { |constant| constant.is_a?(Class) && constant <= Exception }
    expect(defined).to match_array(classes)
    expect(defined).to all(be < Bootpay::Error)
    expect(defined).to all(be <= StandardError)
    arguments = defined.select { |error_class| error_class <= ArgumentError }
    expect(arguments).to contain_exactly(Bootpay::ConfigError, Bootpay::InvalidRequestError)
  end

  classes.each do |error_class|
    it "makes a #{error_class} of its kind, which can be rescued and survives Marshal" do
      meta = {
        kind: error_class::KIND, message: "a message", operation: "certificate.get", status: 500, code: -1,
        effect: "unknown", attempts: 2, request_id: "r-1", receipt_id: "5df6", cancel_id: "c-1",
        cancel_price: 1200, causes: %w[outer inner]
      }
      caught = begin
        raise described_class.from_json(JSON.generate(meta), "CANARY")
      rescue described_class => error
        error
      end
      # but for its body, which may be somebody's data
      { caught => "CANARY", Marshal.load(Marshal.dump(caught)) => nil }.each do |error, body|
        expect(error).to be_an_instance_of(error_class)
        expect(error).to have_attributes(meta.merge(effect: :unknown, body: body))
        expect([error.message, error.inspect, error.full_message, error.to_s].join).not_to include("CANARY")
      end
    end
  end

  it "of a verification says why, how to answer and what the customer may read, also after Marshal" do
    identity = { reason: "used", http_status: 409, ko: "이미 사용된 본인인증입니다.", en: "It has been used." }
    error = described_class.from_json(JSON.generate(kind: "identity", message: "m", effect: "none", identity: identity))
    [error, Marshal.load(Marshal.dump(error))].each do |one|
      expect(one).to be_a(Bootpay::IdentityError).and have_attributes(reason: :used, http_status: 409)
      expect([one.customer_message, one.customer_message(:en), one.customer_message("ko")])
        .to eq([identity[:ko], identity[:en], identity[:ko]])
      expect { one.customer_message("ja") }.to raise_error(Bootpay::InvalidRequestError, /"ko" or "en"/)
    end
    by_hand = Bootpay::IdentityError.new("m")
    expect([by_hand.reason, by_hand.http_status, by_hand.customer_message]).to all(be_nil)
  end

  it "takes a kind that it does not know for a defect" do
    error = described_class.from_json('{"kind":"new","message":"m"}')
    expect(error).to be_a(Bootpay::InternalError).and have_attributes(kind: :new, effect: :unknown, causes: [])
  end

  it "of a call that the error does not name has the operation that was asked for" do
    expect(described_class.from_json('{"kind":"internal"}', operation: "payment.cancel").operation)
      .to eq("payment.cancel")
    expect(described_class.from_json('{"kind":"api","operation":"token.request"}', operation: "receipt.get").operation)
      .to eq("token.request")
  end

  it "can be made by hand, for the specs of an application" do
    expect(Bootpay::TimeoutError.new("slow")).to have_attributes(message: "slow", kind: :timeout, effect: :none)
    expect { raise Bootpay::ApiError }.to raise_error(Bootpay::Error)
  end
end
