# frozen_string_literal: true

require "spec_helper"

RSpec.describe Bootpay::Error do
  classes = [
    Bootpay::ConfigError, Bootpay::InvalidRequestError, Bootpay::ConnectionError, Bootpay::TimeoutError,
    Bootpay::DecodeError, Bootpay::ApiError, Bootpay::MismatchError, Bootpay::WebhookError,
    Bootpay::CanceledError, Bootpay::InternalError
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
