# frozen_string_literal: true

module Bootpay
  # What a call came to: a good answer, or why it failed.
  #
  #   response = api.verify("5df6e67d4f74b4002a77e0eb")
  #   if response.success?
  #     response.unwrap[:price]
  #   else
  #     warn "#{response.data[:status]} #{response.data[:message]}"
  #     response.effect # :none, or :unknown: may the call have taken effect? Then see Api#settle
  #   end
  #
  # Or, where whoever calls you rescues {Error}:
  #
  #   api.verify("5df6e67d4f74b4002a77e0eb").unwrap[:price]
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
    def meta
      return @meta if Meta === @meta

      read = Meta.from_json(@meta)
      @meta = read unless frozen?
      read
    end

    # Why the call failed; nil after a success.
    # @return [Bootpay::Error, nil]
    attr_reader :error

    # @api private
    # @param meta [Meta, String] or the JSON of one, which is read when it is asked for
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

    # What the server gave, `data[:data]`; or the error raised, if the call failed.
    # @return [Answer, Array, Object] mostly an {Answer}; of a payment link its URL; nil if the answer has no such part
    # @raise [Error] {#error}: {ApiError} if the server said no, {ConnectionError}, {TimeoutError} …
    def unwrap
      raise @error if @error

      data[:data]
    end

    # May the failed call have taken effect at the server? `:none`, or `:unknown`: then {Api#settle} it before you try
    # again. As in {Error#effect}.
    # @return [Symbol, nil] nil after a success
    def effect
      @error&.effect
    end

    # Without the data: it holds names, phone numbers and tokens. JSON and YAML say the same.
    # @return [String]
    def inspect
      "#<#{self.class} success=#{success?} status=#{status.inspect} operation=#{operation}>"
    end
  end
end
