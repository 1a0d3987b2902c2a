# frozen_string_literal: true

module Bootpay
  # What a webhook says, without the private key: nil where it says nothing, as with an empty text. Frozen to its bottom.
  #
  #   event = api.webhook.verify(body, remote_address: env["REMOTE_ADDR"])
  #   event.status           # => 1
  #   event.fields[:pg_name] # => "나이스페이먼츠"
  class WebhookEvent
    include Discreet

    # The receipt's id.
    # @return [String]
    def receipt_id
      told[:receipt_id]
    end

    # Where the payment stands: 1 paid, 2 before approval, 20 cancelled … Act once per `receipt_id` and `status`.
    # @return [Integer, nil]
    def status
      told[:status]
    end

    # The order id that you issued.
    # @return [String, nil]
    def order_id
      told[:order_id]
    end

    # The amount, in won. A Float only for a fraction, which an amount in won cannot be.
    # @return [Integer, Float, nil]
    def price
      told[:price]
    end

    # The tax-free part of it, in won. The form-encoded kind does not have it.
    # @return [Integer, Float, nil]
    def tax_free
      told[:tax_free]
    end

    # How often it was sent before; 0 for the first time. The JSON kind does not have it.
    # @return [Integer, nil]
    def retry_count
      told[:retry_count]
    end

    # What was sold: `name` in the form-encoded kind, `item_name` in the other.
    # @return [String, nil]
    def name
      told[:name]
    end

    # The payment gateway's code, such as `kcp`. The payment method's is `fields[:method]`.
    # @return [String, nil]
    def pg
      told[:pg]
    end

    # When it was paid, `YYYY-MM-DD HH:mm:ss` in Korea time without an offset.
    # @return [String, nil]
    def purchased_at
      told[:purchased_at]
    end

    # What the payment gateway reported. It may hold somebody's name or card number: keep it out of logs.
    # @return [Hash{Symbol => Object}, nil]
    def payment_data
      told[:payment_data]
    end

    # All fields under the names that they came with, and `:name` beside an `:item_name`. Status, amounts and count are
    # numbers, the rest is as it came, with symbols for keys at every depth. Which there are depends on the kind of the
    # webhook. They may hold somebody's name or card number: keep them out of logs.
    # @return [Hash{Symbol => Object}]
    def fields
      told[:fields]
    end

    # @api private
    def initialize(told)
      @told = Hidden.new(told)
      freeze
    end

    # Only what identifies it: the other fields may hold personal data. YAML says the same.
    # @return [String]
    def inspect
      "#<#{self.class} receipt_id=#{receipt_id} status=#{status.inspect}>"
    end

    # What may be logged: `receipt_id` and `status`. ActiveSupport makes JSON of it.
    # @return [Hash{String => Object}]
    def as_json(*)
      { "receipt_id" => receipt_id, "status" => status }
    end

    # @return [String]
    def to_json(*state)
      as_json.to_json(*state)
    end

    # Dumped it is whole: what is dumped is kept on purpose.
    # @return [Hash{Symbol => Object}]
    # @api private
    def marshal_dump
      told
    end

    # @return [void]
    # @api private
    def marshal_load(told)
      initialize(told)
    end

    private

    def told
      @told.value
    end
  end
end
