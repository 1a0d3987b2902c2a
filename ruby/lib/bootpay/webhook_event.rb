# frozen_string_literal: true

module Bootpay
  # What a webhook says, without the private key. Frozen.
  #
  #   event = api.webhook.verify(body, remote_address: env["REMOTE_ADDR"])
  #   event.status           # => 1
  #   event.fields[:pg_name] # => "나이스페이먼츠"
  class WebhookEvent
    # All fields, with symbols for keys at every depth. Which there are depends on the kind of the webhook. They may
    # hold somebody's name or card number: keep them out of logs.
    # @return [Hash{Symbol => Object}]
    attr_reader :fields

    # @api private
    def initialize(fields)
      @fields = fields
      freeze
    end

    # The receipt's id.
    # @return [String]
    def receipt_id
      fields[:receipt_id]
    end

    # Where the payment stands: 1 paid, 2 before approval, 20 cancelled … Act once per `receipt_id` and `status`.
    # @return [Integer, nil]
    def status
      number(:status)
    end

    # The order id that you issued.
    # @return [String, nil]
    def order_id
      text(:order_id)
    end

    # The amount, in won. A Float only if it is no whole number, which an amount in won cannot be.
    # @return [Integer, Float, nil]
    def price
      number(:price)
    end

    # The tax-free part of it, in won. The form-encoded kind does not have it.
    # @return [Integer, Float, nil]
    def tax_free
      number(:tax_free)
    end

    # How often it was sent before; 0 for the first time. The JSON kind does not have it.
    # @return [Integer, nil]
    def retry_count
      number(:retry_count)
    end

    # What was sold: `name` in the form-encoded kind, `item_name` in the other.
    # @return [String, nil]
    def name
      text(:name)
    end

    # The payment gateway's code, such as `kcp`. The payment method's is `fields[:method]`.
    # @return [String, nil]
    def pg
      text(:pg)
    end

    # When it was paid, `YYYY-MM-DD HH:mm:ss` in Korea time without an offset.
    # @return [String, nil]
    def purchased_at
      text(:purchased_at)
    end

    # What the payment gateway reported. It may hold somebody's name or card number: keep it out of logs.
    # @return [Hash{Symbol => Object}, Object, nil]
    def payment_data
      fields[:payment_data]
    end

    # Only what identifies it: the other fields may hold personal data.
    # @return [String]
    def inspect
      "#<#{self.class} receipt_id=#{receipt_id} status=#{status.inspect}>"
    end

    private

    # The core makes numbers of whole ones; the `3000.0` of a form is still text.
    def number(name)
      value = fields[name]
      value = Float(value, exception: false) if value.is_a?(String)
      value.is_a?(Float) && value.finite? && value == value.floor ? value.to_i : value
    end

    def text(name)
      fields[name]&.to_s
    end
  end
end
