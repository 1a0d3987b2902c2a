# frozen_string_literal: true

module Bootpay
  # What a call came to.
  #
  #   response = api.verify("5df6e67d4f74b4002a77e0eb")
  #   if response.success?
  #     response.data[:data][:price]
  #   else
  #     warn "#{response.data[:status]} #{response.data[:message]}"
  #     response.error.effect # :none, or :unknown: may the call have taken effect? Then see Api#settle
  #   end
  class Response
    include Discreet
    include Undumped

    # The server's whole JSON object, with symbols for keys at every depth: `status`, `code`, `message` and `data`.
    # When no such answer came, `{status:, code: -100, message:}` with the HTTP status, or 500 without any answer.
    # Printed it shows people masked, below `certificate` and `payment_data`.
    # @return [Answer, Hash{Symbol => Object}]
    def data
      @data.value
    end

    # What is to be known beside the answer: attempts, request id, and the `cancel_id` that a cancel carried.
    # @return [Meta]
    attr_reader :meta

    # Why the call failed; nil after a success.
    # @return [Bootpay::Error, nil]
    attr_reader :error

    # @api private
    def initialize(data:, meta:, error: nil)
      @data = Hidden.new(data)
      @meta = meta
      @error = error
    end

    # The HTTP status; nil if no answer came.
    # @return [Integer, nil]
    def status
      meta.status
    end

    # The call, such as `"certificate.get"`.
    # @return [String]
    def operation
      meta.operation
    end

    # Did the server do what was asked? True if the HTTP status is 200 to 299 and the `status` and `code` of the
    # answer say so too.
    # @return [Boolean]
    def success?
      @error.nil?
    end

    # Without the data: it holds names, phone numbers and tokens. JSON and YAML say the same.
    # @return [String]
    def inspect
      "#<#{self.class} success=#{success?} status=#{status.inspect} operation=#{operation}>"
    end
  end
end
